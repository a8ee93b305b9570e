/**
 * The three indexes of a segment, kept together because one batch goes into all of them: where its
 * offset is, how late its timestamps are, which transactions its markers abort. They are in memory
 * while the segment is warm; `isSaved` says whether the files hold the same.
 */
import { OffsetIndex } from './offset-index.ts'
import type { SegmentFiles } from './segment-files.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedTransaction, TransactionIndex } from './transaction-index.ts'

const NO_TIMESTAMP = -1

/** What the indexes have to know of a batch. */
export interface IndexedBatch {
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly position: number
  readonly sizeInBytes: number
}

export class SegmentIndexes {
  readonly offsets: OffsetIndex
  readonly times: TimeIndex
  readonly transactions: TransactionIndex
  #isSaved: boolean
  #bytesSinceEntry = 0
  #maxTimestamp: number
  #maxTimestampOffset: number

  /** The indexes of a segment without a batch. */
  constructor(baseOffset: number, saved?: { offsets: OffsetIndex; times: TimeIndex; transactions: TransactionIndex }) {
    this.offsets = saved?.offsets ?? new OffsetIndex(baseOffset)
    this.times = saved?.times ?? new TimeIndex(baseOffset)
    this.transactions = saved?.transactions ?? new TransactionIndex(baseOffset)
    this.#isSaved = saved !== undefined
    this.#maxTimestamp = this.times.lastTimestamp
    this.#maxTimestampOffset = this.times.lastOffset
  }

  /**
   * The indexes as the files have them; a file that is not there is an index without entries.
   *
   * @throws CorruptIndexError for a file that cannot be an index.
   */
  static load(files: SegmentFiles): SegmentIndexes {
    const { baseOffset } = files
    const saved = (kind: 'index' | 'timeindex' | 'txnindex') => files.load(kind) ?? Buffer.alloc(0)
    return new SegmentIndexes(baseOffset, {
      offsets: OffsetIndex.from(saved('index'), { path: files.path('index'), baseOffset }),
      times: TimeIndex.from(saved('timeindex'), { path: files.path('timeindex'), baseOffset }),
      transactions: TransactionIndex.from(saved('txnindex'), { path: files.path('txnindex'), baseOffset }),
    })
  }

  /**
   * Indexes by offset and time without an entry, and the transaction index as its file has it.
   *
   * @throws CorruptIndexError if that is broken: it cannot be made from the segment's records alone.
   */
  static withoutEntries(files: SegmentFiles): SegmentIndexes {
    const { baseOffset } = files
    const saved = files.load('txnindex') ?? Buffer.alloc(0)
    const transactions = TransactionIndex.from(saved, { path: files.path('txnindex'), baseOffset })
    const offsets = new OffsetIndex(baseOffset)
    return new SegmentIndexes(baseOffset, { offsets, times: new TimeIndex(baseOffset), transactions })
  }

  /** The latest timestamp, and the last offset of the batch that has it; -1 where there is none. */
  get maxTimestamp(): { readonly timestamp: number; readonly offset: number } {
    return { timestamp: this.#maxTimestamp, offset: this.#maxTimestampOffset }
  }

  get sizeInBytes(): number {
    return this.offsets.bytes().length + this.times.bytes().length + this.transactions.bytes().length
  }

  isFull(indexBytesMax: number): boolean {
    return this.offsets.isFull(indexBytesMax) || this.times.isFull(indexBytesMax)
  }

  /** Takes in the segment's next batch: with an entry if there was enough log since the last one. */
  add(batch: IndexedBatch, intervalBytes: number): void {
    this.seeTimestamp(batch)
    if (this.#bytesSinceEntry > intervalBytes) {
      this.offsets.append(batch.lastOffset, batch.position)
      this.times.append(this.#maxTimestamp, this.#maxTimestampOffset)
      this.#bytesSinceEntry = 0
      this.#isSaved = false
    }
    this.#bytesSinceEntry += batch.sizeInBytes
  }

  /** Takes in a batch that has been indexed already, for its timestamp alone. */
  seeTimestamp({ lastOffset, maxTimestamp }: { lastOffset: number; maxTimestamp: number }): void {
    if (maxTimestamp <= this.#maxTimestamp) return
    this.#maxTimestamp = maxTimestamp
    this.#maxTimestampOffset = lastOffset
  }

  addAborted(transaction: AbortedTransaction): void {
    this.transactions.append(transaction)
    this.#isSaved = false
  }

  /** Notes the latest timestamp: the segment will get no other. */
  seal(): void {
    if (this.#maxTimestamp === NO_TIMESTAMP) return
    this.times.append(this.#maxTimestamp, this.#maxTimestampOffset)
    this.#isSaved = false
  }

  save(files: SegmentFiles): void {
    if (this.#isSaved) return
    files.save('index', this.offsets.bytes())
    files.save('timeindex', this.times.bytes())
    if (this.transactions.entryCount > 0) files.save('txnindex', this.transactions.bytes())
    else files.disk.remove(files.path('txnindex'))
    this.#isSaved = true
  }
}
