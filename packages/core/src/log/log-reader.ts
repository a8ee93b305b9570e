/**
 * What may be read of a partition's log: from its start up to its end, or up to the first transaction that
 * is open for those who want committed records only. The bounds are asked for with each read, since appends
 * and retention move them.
 */
import { abortedIn, readBatches } from './batch-read.ts'
import { EmptyReads } from './empty-reads.ts'
import type { SegmentList } from './segment/segment-list.ts'
import type { AbortedTransaction } from './segment/transaction-index.ts'
import { firstAtOrAfter, latestOf, type TimestampedOffset } from './timestamp-lookup.ts'

/** `committed` ends before the first transaction that is open, and tells which were aborted. */
type Isolation = 'uncommitted' | 'committed'

export interface ReadRequest {
  readonly offset: number
  readonly maxBytes: number
  /** Whether the first batch is given whole where it is larger than `maxBytes`. */
  readonly atLeastOne: boolean
  readonly isolation: Isolation
  /**
   * Gives memory of so many bytes for the records and what has to be read to find them, for a reader that has
   * some to use again: new memory for each read costs more than the reading. When it is asked once more for the
   * same read, what it gave before is free again.
   */
  readonly memory?: ((bytes: number) => Buffer) | undefined
}

export interface ReadOutcome {
  readonly kind: 'read'
  /** Batches as they lie in the file. The first may begin before the offset that was asked for. */
  readonly records: Buffer
  /** Where the next read goes on. */
  readonly nextOffset: number
  /** The aborted transactions among them, where only committed records were asked for; otherwise null. */
  readonly aborted: readonly AbortedTransaction[] | null
}

/** The offset is one that the log does not have any more, or not yet. */
export interface OutOfRange {
  readonly kind: 'out-of-range'
  readonly startOffset: number
  readonly endOffset: number
}

/** A time to look up: milliseconds, the log's ends, or whichever record has the latest timestamp. */
export type LookUpTime = number | 'earliest' | 'latest' | 'max-timestamp'

/** How far the log goes, and how far consumers may read. */
export interface LogBounds {
  readonly startOffset: number
  readonly endOffset: number
  readonly highWatermark: number
  readonly lastStableOffset: number
}

export class LogReader {
  readonly #segments: SegmentList
  readonly #bounds: LogBounds
  readonly #emptyReads = new EmptyReads()

  constructor(segments: SegmentList, bounds: LogBounds) {
    this.#segments = segments
    this.#bounds = bounds
  }

  read({ offset, maxBytes, atLeastOne, isolation, memory }: ReadRequest): ReadOutcome | OutOfRange {
    const { startOffset, endOffset } = this.#bounds
    if (offset < startOffset || offset > endOffset) return { kind: 'out-of-range', startOffset, endOffset }
    const upTo = this.#endFor(isolation)
    if (offset >= upTo) return this.#emptyReads.at(offset, isolation)
    const { records, nextOffset } = readBatches(this.#segments, { offset, upTo, maxBytes, atLeastOne, memory })
    const aborted = isolation === 'committed' ? abortedIn(this.#segments, offset, nextOffset) : null
    return { kind: 'read', records, nextOffset, aborted }
  }

  /** The offset that stands for a time, or null where no record is as late. */
  lookUp(time: LookUpTime, isolation: Isolation): TimestampedOffset | null {
    const { startOffset } = this.#bounds
    const end = this.#endFor(isolation)
    if (time === 'earliest') return { offset: startOffset, timestamp: -1 }
    if (time === 'latest') return { offset: end, timestamp: -1 }
    const segments = this.#segments.from(startOffset)
    const found =
      time === 'max-timestamp' ? latestOf(segments, startOffset) : firstAtOrAfter(segments, time, startOffset)
    return found !== null && found.offset < end ? found : null
  }

  #endFor(isolation: Isolation): number {
    return isolation === 'committed' ? this.#bounds.lastStableOffset : this.#bounds.highWatermark
  }
}
