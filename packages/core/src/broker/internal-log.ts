/**
 * What the coordinators do alike with a partition of their topics: read it from its beginning, and bury what is
 * gone. Tombstones may be parted from each other, so that there are as many batches as the topic's limit asks for.
 */
import type { AppendRefusal } from '../log/append.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import type { RecordBatch } from '../records/batch.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { RECORDS_AT } from '../records/layout.ts'
import type { Partition } from './topics/partition.ts'

/** Read at once: enough that the reading does not cost more than the records. */
const READ_BYTES = 1024 ** 2

/** All batches of a log, those with markers too. */
export function* batchesOf(log: PartitionLog): Generator<RecordBatch> {
  let offset = log.startOffset
  while (offset < log.endOffset) {
    const read = log.read({ offset, maxBytes: READ_BYTES, atLeastOne: true, isolation: 'uncommitted' })
    if (read.kind === 'out-of-range' || read.nextOffset <= offset) return
    yield* batches(read.records, { partition: log.partition })
    offset = read.nextOffset
  }
}

/** The largest batch that the partition takes; a topic may be set to take none, and then there is room for no record. */
export function batchLimit({ log }: Partition): number {
  return Math.max(log.config.maxMessageBytes, RECORDS_AT)
}

export interface Buried {
  /** How many of the keys have their tombstone: the first ones. */
  readonly count: number
  /** Why it is not all of them. */
  readonly error: AppendRefusal['error'] | null
}

/** Writes a tombstone for each of the keys. */
export function bury(partition: Partition, keys: readonly Buffer[], nowMs: number): Buried {
  const builder = new BatchBuilder({ maxBytes: batchLimit(partition) })
  let count = 0
  while (count < keys.length) {
    builder.reset()
    for (const key of keys.slice(count, count + KEYS_AT_ONCE)) if (!builder.tryAppendPair(key, null, nowMs)) break
    if (builder.recordCount === 0) return { count, error: 'MESSAGE_TOO_LARGE' }
    const outcome = partition.append(builder.build(), { origin: 'coordinator' })
    if (outcome.kind === 'refused') return { count, error: outcome.error }
    outcome.durable?.catch(() => {}) // one that is lost is written again when what it buried is found after a start
    count += builder.recordCount
  }
  return { count, error: null }
}

const KEYS_AT_ONCE = 1000
