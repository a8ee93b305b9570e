/**
 * The three indexes of a segment, kept together because one batch goes into all of them: where its
 * offset is, how late its timestamps are, which transactions its markers abort. They are in memory
 * while the segment is warm; `isSaved` says whether the files hold the same.
 */
import type { ScannedBatch } from './batch-scan.ts'
import { OffsetIndex } from './offset-index.ts'
import type { SegmentFiles } from './segment-files.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedTransaction, TransactionIndex } from './transaction-index.ts'

const NO_TIMESTAMP = -1

export interface TimedBatch {
  readonly lastOffset: number
  readonly maxTimestamp: number
}

/** What the indexes have to know of a batch. */
export interface IndexedBatch extends TimedBatch {
  readonly position: number
  readonly sizeInBytes: number
}

export interface LoadedIndexes {
  readonly offsets: OffsetIndex
  readonly times: TimeIndex
  readonly transactions: TransactionIndex
  /** Whether the files hold the same. */
  readonly isSaved: boolean
}

export class SegmentIndexes {
  readonly offsets: OffsetIndex
  readonly times: TimeIndex
  readonly transactions: TransactionIndex
  #isSaved: boolean
  #bytesSinceEntry = 0
  #maxTimestamp: number
  #maxTimestampOffset: number

  /** The indexes as they were loaded; without that, those of a segment without a batch. */
  constructor(baseOffset: number, loaded?: LoadedIndexes) {
    this.offsets = loaded?.offsets ?? new OffsetIndex(baseOffset)
    this.times = loaded?.times ?? new TimeIndex(baseOffset)
    this.transactions = loaded?.transactions ?? new TransactionIndex(baseOffset)
    this.#isSaved = loaded?.isSaved ?? false
    this.#maxTimestamp = this.times.lastTimestamp
    this.#maxTimestampOffset = this.times.lastOffset
  }

  /** The latest timestamp, and the last offset of the batch that has it; -1 where there is none. */
  get maxTimestamp(): { readonly timestamp: number; readonly offset: number } {
    return { timestamp: this.#maxTimestamp, offset: this.#maxTimestampOffset }
  }

  get sizeInBytes(): number {
    return this.offsets.sizeInBytes + this.times.sizeInBytes + this.transactions.sizeInBytes
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

  /** The same with a batch as a walk over the segment finds it. */
  addScanned({ position, batch }: ScannedBatch, intervalBytes: number): void {
    const { lastOffset, maxTimestamp, sizeInBytes } = batch
    this.add({ lastOffset, maxTimestamp, position, sizeInBytes }, intervalBytes)
  }

  /** Takes in a batch that has been indexed already, for its timestamp alone. */
  seeTimestamp({ lastOffset, maxTimestamp }: TimedBatch): void {
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
