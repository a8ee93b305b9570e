/** Where records go that a sink writes: by the partitioner, by the inner key of windowed keys, or as the producer likes. */
import test from 'ava'
import { TaskState } from '../processor/task-state.ts'
import { StreamRecord } from '../record/stream-record.ts'
import { windowed } from '../record/windowed.ts'
import { long } from '../serde/number.ts'
import { string } from '../serde/text.ts'
import { sessionWindowed, timeWindowed } from '../serde/windowed.ts'
import type { OutgoingRecord } from './record-collector.ts'
import { SinkNode, type SinkNodeOptions } from './sink-node.ts'

/** What Java's WindowedStreamPartitioner has for the key 'ann' among 10 partitions. */
const partitionOfAnn = 4

test('all windows of a key are written to the partition of the key', (t) => {
  for (const keySerde of [timeWindowed(string, '1m'), sessionWindowed(string)]) {
    const { sink, sent } = sinkWith({ keySerde, partitioner: 'inner-key' })
    for (const startMs of [0, 60_000, 120_000]) sink.process(recordOf(windowed('ann', startMs, startMs + 60_000)))
    sink.process(recordOf(null))
    t.deepEqual(
      sent.map(({ partition }) => partition),
      [partitionOfAnn, partitionOfAnn, partitionOfAnn, null],
    )
  }
})

test('a sink without a partitioner leaves the choice to the producer', (t) => {
  const { sink, sent } = sinkWith({ keySerde: string, partitioner: null })
  sink.process(recordOf('ann'))
  t.is(sent[0]?.partition, null)
})

test('a partitioner gives one partition, several, none, or the choice to the producer', (t) => {
  const places = [3, [1, 2], [], null]
  const { sink, sent, state } = sinkWith({ keySerde: string, partitioner: () => places.shift() ?? null })
  for (let count = 0; count < 4; count++) sink.process(recordOf('ann'))
  t.deepEqual(
    sent.map(({ partition }) => partition),
    [3, 1, 2, null],
  )
  t.deepEqual([...state.dropped], [['no-partition', 1]])
})

function sinkWith({ keySerde, partitioner }: Pick<SinkNodeOptions, 'keySerde' | 'partitioner'>) {
  const sent: OutgoingRecord[] = []
  const state = new TaskState({
    applicationId: 'app',
    taskId: '0_0',
    wallClock: () => 0,
    emitIntervalMs: 0,
    globalStores: new Map(),
    onFailure: ({ cause }) => {
      throw cause
    },
  })
  const collector = { partitionsOf: () => 10, send: (record: OutgoingRecord) => void sent.push({ ...record }) }
  const sink = new SinkNode({
    name: 'sink',
    topic: 'counts',
    keySerde,
    valueSerde: long,
    partitioner,
    state,
    collector,
    onUnwritable: ({ cause }) => {
      throw cause
    },
  })
  return { sink, sent, state }
}

function recordOf(key: unknown): StreamRecord<unknown, number> {
  return new StreamRecord<unknown, number>({ key, value: 1, timestamp: 0 })
}
