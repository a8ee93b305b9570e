/**
 * What stays of a batch. A record stays if it is the latest of its key, or if the pass does not know what came
 * after it; a tombstone, and a marker whose transaction has no records left, only until the batch's delete
 * horizon, which is set when compaction first meets it, so that whoever reads along has time to see it. A batch
 * from which all goes goes too, unless something else depends on it: then its header stays.
 */
import { RecordBatch } from '../../records/batch.ts'
import type { RecordCursor } from '../../records/cursor.ts'
import type { SavedProducer } from '../producer-state/producer-entry.ts'
import type { AbortedTransaction } from '../segment/transaction-index.ts'
import type { CleanedTransactions } from './cleaned-transactions.ts'
import type { OffsetMap } from './offset-map.ts'
import { emptyBatch, rewriteBatch } from './rewrite.ts'
import type { Pause, Slice } from './slice.ts'

export interface FilterRules {
  readonly map: OffsetMap
  readonly slice: Slice
  /** By their ids, as of a moment since when all that they had written is durable. */
  readonly producers: ReadonlyMap<number, SavedProducer>
  /** The time of the pass. */
  readonly nowMs: number
  readonly deleteRetentionMs: number
}

/** The year 144,683: from here to any timestamp the distance is a number that is exact. */
const LATEST_HORIZON_MS = 2 ** 52

/** What the segment has to say of transactions that the filter goes through. */
export interface FilteredSegment {
  readonly transactions: CleanedTransactions
  /**
   * Producers whose transaction is open in the snapshot with which a start that reads the segment again begins.
   * Whatever is left of the transaction, such a start needs its marker, or it would be open for ever.
   */
  readonly openBefore: ReadonlySet<number>
  readonly addAborted: (transaction: AbortedTransaction) => void
}

interface Census {
  readonly kept: number
  readonly hasTombstones: boolean
}

export class BatchFilter {
  readonly #rules: FilterRules
  readonly #segment: FilteredSegment
  readonly #openBefore: Set<number>
  /** For each record of the batch at hand whether it stays. */
  #isKept = new Uint8Array(1024)

  constructor(rules: FilterRules, segment: FilteredSegment) {
    this.#rules = rules
    this.#segment = segment
    this.#openBefore = new Set(segment.openBefore)
  }

  /** The batch to write in this one's place, which may be the same, or null. `isLast` keeps at least its header. */
  *filter(batch: RecordBatch, isLast: boolean): Generator<Pause, RecordBatch | null> {
    const { slice, nowMs } = this.#rules
    const isUseless = this.#passTransaction(batch)
    const horizonMs = batch.deleteHorizonMs
    const isGone = isUseless && (!batch.isControl || (horizonMs !== null && horizonMs <= nowMs))
    const kept = isGone || batch.recordCount === 0 ? null : yield* this.#filterRecords(batch, isUseless)
    if (kept !== null) return kept
    if (slice.spend(batch.sizeInBytes)) yield* slice.pause()
    if (!isLast && !this.#isLastOfProducer(batch)) return null
    return batch.recordCount === 0 ? batch : new RecordBatch(emptyBatch(batch))
  }

  /** The batch with the records that stay, or null if none does. A marker that is useless may go some time. */
  *#filterRecords(batch: RecordBatch, isUseless: boolean): Generator<Pause, RecordBatch | null> {
    const { slice, nowMs, deleteRetentionMs } = this.#rules
    const cursor = yield* slice.carryOut(batch.recordsInSteps())
    const { kept, hasTombstones } = yield* this.#sift(batch, cursor)
    if (kept === 0) return null
    const setsHorizon = (hasTombstones || isUseless) && batch.deleteHorizonMs === null
    if (kept === batch.recordCount && !setsHorizon) return batch
    const latestMs = Math.min(nowMs + deleteRetentionMs, LATEST_HORIZON_MS)
    const deleteHorizonMs = setsHorizon ? latestMs : batch.deleteHorizonMs
    const isKept = (index: number) => this.#isKept[index] === 1
    cursor.rewind()
    return new RecordBatch(yield* rewriteBatch(batch, { cursor, isKept, deleteHorizonMs }, slice))
  }

  /** Whether the batch's records were never committed, or its marker speaks for none that are left. */
  #passTransaction(batch: RecordBatch): boolean {
    const { transactions, addAborted } = this.#segment
    if (!batch.isControl) return transactions.isAborted(batch)
    const { isUseless, aborted } = transactions.passMarker(batch)
    if (aborted !== null) addAborted(aborted)
    const isOpenBefore = this.#openBefore.delete(batch.producerId)
    return isUseless && !isOpenBefore
  }

  /** Decides for each record. */
  *#sift(batch: RecordBatch, cursor: RecordCursor): Generator<Pause, Census> {
    const { map, slice, nowMs } = this.#rules
    const { isControl, recordCount, deleteHorizonMs } = batch
    const keepsTombstones = deleteHorizonMs === null || nowMs < deleteHorizonMs
    const bytesEach = batch.sizeInBytes / recordCount
    const inflatedBytesEach = cursor.sizeInBytes / recordCount
    if (this.#isKept.length < recordCount) this.#isKept = new Uint8Array(recordCount)
    let kept = 0
    let hasTombstones = false
    for (let index = 0; cursor.next(); index++) {
      const isTombstone = !cursor.hasValue
      const isLatest = isControl || cursor.offset > map.latestOffset || isLatestOfKey(map, cursor.key(), cursor.offset)
      const stays = isLatest && (!isTombstone || keepsTombstones || cursor.offset > map.latestOffset)
      this.#isKept[index] = stays ? 1 : 0
      if (stays) kept++
      if (stays && isTombstone) hasTombstones = true
      if (slice.spend(bytesEach, inflatedBytesEach)) yield* slice.pause()
    }
    return { kept, hasTombstones }
  }

  /**
   * Whether the log's memory of the producer hangs on the batch: it holds the last sequence, or, where no
   * records are left, the marker that holds the epoch.
   */
  #isLastOfProducer(batch: RecordBatch): boolean {
    const entry = this.#rules.producers.get(batch.producerId)
    if (entry === undefined) return false
    if (entry.lastOffset >= 0) return batch.lastOffset === entry.lastOffset
    return batch.isControl && batch.producerEpoch === entry.epoch
  }
}

function isLatestOfKey(map: OffsetMap, key: Buffer | null, offset: number): boolean {
  return key !== null && offset >= map.get(key)
}
