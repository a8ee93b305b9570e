/**
 * A batch that a fetcher handed out: records are read from it where they lie, one after the other, and the
 * partition's position moves with them. A batch of before a seek has no more records. It counts as memory in
 * use until it has been read to its end or skipped.
 */
import type { RecordBatch } from '../../records/batch.ts'
import type { RecordCursor } from '../../records/cursor.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import { CorruptBatchError } from './fetch-errors.ts'
import type { FetchedChunk } from './fetched-chunk.ts'

/** The partition that a batch is of, whose position it moves. */
export interface BatchHome extends TopicPartition {
  /** Changes with each seek. */
  readonly era: number
  readonly isPaused: boolean
  /** The first that was not consumed. */
  readonly offset: number
  /** The first that was not handed out. */
  readonly handedOffset: number
  consumedTo(offset: number, leaderEpoch: number): void
  release(bytes: number): void
  stop(problem: CorruptBatchError): void
}

export class FetchedBatch {
  readonly topic: string
  readonly partition: number
  readonly leaderEpoch: number
  /** Of the batch in the log: compaction may have taken records at its ends, and the first may have been asked for later. */
  readonly baseOffset: number
  readonly lastOffset: number
  readonly sizeInBytes: number
  readonly #home: BatchHome
  readonly #chunk: FetchedChunk
  readonly #start: number
  /** Records before it were not asked for. */
  readonly #from: number
  readonly #era: number
  #cursor: RecordCursor | null = null
  #isOver = false
  /** Where reading goes on behind this batch and those that are hidden behind it. */
  #endOffset: number
  #endEpoch: number

  constructor(home: BatchHome, chunk: FetchedChunk, batch: RecordBatch) {
    this.topic = home.topic
    this.partition = home.partition
    this.leaderEpoch = batch.leaderEpoch
    this.baseOffset = batch.baseOffset
    this.lastOffset = batch.lastOffset
    this.sizeInBytes = batch.sizeInBytes
    this.#home = home
    this.#chunk = chunk
    this.#start = batch.start
    this.#from = home.handedOffset
    this.#era = home.era
    this.#endOffset = batch.lastOffset + 1
    this.#endEpoch = batch.leaderEpoch
  }

  /** The record that the last `next()` stepped to; its key and value are views of the answer. */
  get record(): RecordCursor {
    if (this.#cursor === null) throw new RangeError('a batch has no record before next() has been called')
    return this.#cursor
  }

  /** Whether nothing more comes of it: read to its end, skipped, or of before a seek. */
  get isOver(): boolean {
    return this.#isOver || this.#era !== this.#home.era
  }

  /** Whether it is of before a seek, or of a partition that is read no longer. */
  get isStale(): boolean {
    return this.#era !== this.#home.era
  }

  /** Whether its partition is paused at the moment; it can be read nevertheless. */
  get isPaused(): boolean {
    return this.#home.isPaused
  }

  /** Whether its records' timestamps are of the broker's clock. */
  get timestampType(): 'CreateTime' | 'LogAppendTime' {
    return this.#chunk.batchAt(this.#start).timestampType
  }

  /**
   * Steps to the next record; false when there is none.
   *
   * @throws CorruptBatchError if the batch cannot be read. The position stays before it.
   */
  next(): boolean {
    if (this.#isOver) return false
    const home = this.#home
    if (this.#era !== home.era) return this.#finish()
    try {
      this.#cursor ??= this.#chunk.batchAt(this.#start).records()
      while (this.#cursor.next()) {
        const { offset } = this.#cursor
        if (offset < this.#from) continue
        home.consumedTo(offset + 1, this.leaderEpoch)
        return true
      }
    } catch (cause) {
      throw this.#unreadable(cause)
    }
    return this.#finish()
  }

  /** Passes over what has not been read. */
  skip(): void {
    if (!this.#isOver) this.#finish()
  }

  /** For the partition: nobody is shown what lies between this batch and there. */
  extendTo(offset: number, leaderEpoch: number): void {
    this.#endOffset = offset
    this.#endEpoch = leaderEpoch
  }

  #finish(): false {
    this.#isOver = true
    this.#cursor = null
    this.#chunk.unconsumedBytes -= this.sizeInBytes
    if (this.#era !== this.#home.era) return false
    this.#home.consumedTo(this.#endOffset, this.#endEpoch)
    this.#home.release(this.sizeInBytes)
    return false
  }

  #unreadable(cause: unknown): CorruptBatchError {
    const { topic, partition } = this
    const offset = Math.max(this.baseOffset, this.#home.offset)
    const nextOffset = Math.max(this.lastOffset + 1, offset + 1)
    const problem = new CorruptBatchError({ topic, partition, offset, nextOffset, cause })
    this.#home.stop(problem)
    return problem
  }
}
