/**
 * Rows as they come out of a changelog, batches that lie in memory as they were fetched: into a store on disk in steps
 * with their offsets, and beside it read from the same batches and put into batches of the raw binding.
 */
import { BatchBuilder, RecordBatch } from '@millrace/core/records'
import { stores } from '@millrace/streams'
import { buffer } from '@millrace/streams/serde'
import {
  ChangelogQueue,
  openStore,
  RestoredStore,
  type StoreRestore,
  type TaskDatabase,
} from '@millrace/streams/testing'
import type { Comparison } from '../measure.ts'
import { quietTask } from '../quiet-task.ts'
import type { RawColumn } from './raw-column.ts'

const BATCHES = 100
const BATCH_RECORDS = 5_000
/** As many as the restorer has for a step, about. */
const STEP_RECORDS = 1_000
const QUESTION_RECORDS = 64
const RAW_BATCH_RECORDS = 10_000
const VALUE = Buffer.alloc(100, 'v')

interface Places {
  readonly database: TaskDatabase
  readonly raw: RawColumn
}

export function restoring({ database, raw }: Places): Comparison {
  const batches = Array.from({ length: BATCHES }, (_, batch) => batchOf(batch))
  let next = 0
  const nextBatch = () => new RecordBatch(batches[next++ % BATCHES] as Buffer).records()
  const changelog = restoredChangelog(database)
  const isEnough = () => ++questions % Math.floor(STEP_RECORDS / QUESTION_RECORDS) === 0
  let questions = 0
  let waiting = 0
  return {
    name: 'restore',
    unit: 'rows',
    ours: () => {
      const record = nextBatch()
      const queue = new ChangelogQueue()
      queue.add({ record, next: () => record.next() })
      let rows = 0
      while (queue.head !== null) {
        rows += changelog.take(queue, { beforeOffset: Number.POSITIVE_INFINITY, isEnough }).records
      }
      return rows
    },
    peers: {
      raw: () => {
        const record = nextBatch()
        for (; record.next(); waiting++) raw.put(record.key() as Buffer, record.value() as Buffer)
        if (waiting >= RAW_BATCH_RECORDS) raw.write()
        waiting %= RAW_BATCH_RECORDS
        return BATCH_RECORDS
      },
    },
    bars: [{ timesPeer: 0.7, peer: 'raw' }],
  }
}

/** Keys that jump about, none twice. */
function batchOf(batch: number): Buffer {
  const builder = new BatchBuilder({ maxBytes: 2 * BATCH_RECORDS * VALUE.length })
  for (let index = 0; index < BATCH_RECORDS; index++) {
    const number = Math.imul(batch * BATCH_RECORDS + index, 2_654_435_769) >>> 0
    builder.tryAppend({ key: Buffer.from(`customer-${number}`), value: VALUE, timestamp: index })
  }
  return Buffer.from(builder.build())
}

function restoredChangelog(database: TaskDatabase) {
  let restore: StoreRestore | null = null
  const store = openStore(stores.keyValue('rows', { key: buffer, value: buffer }))
  store.init({
    ...quietTask(),
    spaceOf: () => database.space('rows'),
    register: (_store, told) => {
      restore = told
    },
  })
  const name = 'changelog'
  const changelogs = [{ name, topic: name, partition: 0, isSource: false }]
  const restored = new RestoredStore({
    store,
    restoreOf: () => restore as unknown as StoreRestore,
    reopen: () => {},
    place: database,
    changelogs,
  })
  return restored.changelogs[0] as (typeof restored.changelogs)[number]
}
