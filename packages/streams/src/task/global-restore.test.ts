/** Global stores that come back from all partitions of their topics. */
import test from 'ava'
import {
  type Processor,
  type ProcessorContext,
  type RecordMetadata,
  StreamsBuilder,
  stores,
  type TimestampedKeyValueStore,
  topic,
} from '../index.ts'
import { string } from '../serde.ts'
import { ScriptedBatch, type ScriptedRecord } from '../store/restore/scripted-batch.contract.ts'
import { ChangelogQueue, openStore, type RestoredStore, type TaskConfig } from '../testing.ts'
import { failOnInvalidTimestamp } from '../topology/timestamp-extractor.ts'
import type { Topology } from '../topology/topology.ts'
import { GlobalTask } from './global-task.ts'

const names = topic('names', { key: string, value: string })
const config: TaskConfig = {
  applicationId: 'app',
  cacheMaxBytes: 0,
  maxTaskIdleMs: 0,
  defaultKeySerde: string,
  defaultValueSerde: string,
  defaultTimestampExtractor: failOnInvalidTimestamp,
  emitIntervalMs: 0,
}

function taskOf(topology: Topology): GlobalTask {
  return new GlobalTask({ topology, config, wallClock: () => 0, openStore, spaceOf: () => null })
}

function record(offset: number, key: string, value: string | null): ScriptedRecord {
  const bytes = value === null ? null : Buffer.from(value)
  return { offset, key: Buffer.from(key), value: bytes, timestamp: 100 + offset, headers: [] }
}

/** Two partitions, each with records of its own. */
function restore([store]: readonly RestoredStore[]): void {
  const logs = [
    [record(0, 'a', 'Ada'), record(1, 'b', 'Bob'), record(4, 'b', null)],
    [record(0, 'c', 'Cyd'), record(1, 'c', 'Cid')],
  ]
  for (const [partition, changelog] of (store as RestoredStore).changelogs.entries()) {
    const queue = new ChangelogQueue()
    queue.add(new ScriptedBatch(logs[partition] as ScriptedRecord[]))
    changelog.take(queue, { beforeOffset: Number.POSITIVE_INFINITY, isEnough: () => false })
  }
}

const rowsOf = (task: GlobalTask) => [
  ...(task.stores.get('names') as unknown as TimestampedKeyValueStore<string, string>).all(),
]

test('a global table comes back from all partitions of its topic, with the times of the records', (t) => {
  const builder = new StreamsBuilder()
  builder.globalTable(names, { store: 'names' })
  const task = taskOf(builder.build())
  const restored = task.restoredStores(null, () => [0, 1])
  t.deepEqual(
    restored.flatMap(({ changelogs }) => changelogs.map(({ name }) => name)),
    ['names-0', 'names-1'],
  )
  restore(restored)
  t.deepEqual(rowsOf(task), [
    { key: 'a', value: { value: 'Ada', timestamp: 100 } },
    { key: 'c', value: { value: 'Cid', timestamp: 101 } },
  ])
  t.deepEqual(
    restored.flatMap(({ changelogs }) => changelogs.map(({ offset }) => offset)),
    [5, 2],
  )
})

test('a global store with a processor of its own is fed by it again, with the places of the records', (t) => {
  const seen: string[] = []
  const shouting = (): Processor<string, string, never, never> => {
    let context: ProcessorContext<never, never>
    return {
      init(given) {
        context = given
      },
      process({ key, value, timestamp }) {
        const { topic, partition, offset } = context.recordMetadata as RecordMetadata
        seen.push(`${topic}-${partition}@${offset}`)
        const store = context.getStateStore<TimestampedKeyValueStore<string, string>>('names')
        store.put(key, value === null ? null : { value: `${value}!`, timestamp })
      },
    }
  }
  const builder = new StreamsBuilder()
  const store = stores.timestampedKeyValue('names', { key: string, value: string, logging: false })
  builder.addGlobalStore(names, { store, supplier: shouting })
  const task = taskOf(builder.build())
  restore(task.restoredStores(null, () => [0, 1]))
  t.deepEqual(
    rowsOf(task).map(({ key, value }) => `${key}=${value.value}`),
    ['a=Ada!', 'c=Cid!'],
  )
  t.deepEqual(seen, ['names-0@0', 'names-0@1', 'names-0@4', 'names-1@0', 'names-1@1'])
})
