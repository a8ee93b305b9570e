/**
 * Several batches in a row, as a Fetch response and a log segment hold them. A broker answers with
 * so many bytes, wherever that cuts the last batch: such a trailing part is no error and is left
 * alone. A batch whose length cannot be true is one.
 */
import { DecodeError } from '../bytes/errors.ts'
import { RecordBatch } from './batch.ts'
import { batchSizeAt } from './batch-header.ts'
import { type ReadOptions, subjectOf } from './read-options.ts'

/**
 * The batches of a buffer, from its first byte on.
 *
 * @example
 * for (const batch of batches(response.records, { partition: 'orders-3' })) append(batch)
 */
export function batches(buffer: Buffer, options: ReadOptions = {}): Batches {
  return new Batches(buffer, options)
}

export class Batches implements Iterable<RecordBatch> {
  readonly #buffer: Buffer
  readonly #options: ReadOptions
  #position: number

  constructor(buffer: Buffer, options: ReadOptions) {
    this.#buffer = buffer
    this.#options = options
    this.#position = 0
  }

  /** Bytes behind the last batch that was given: after all of them, those of the one that was cut off. */
  get remainingBytes(): number {
    return this.#buffer.length - this.#position
  }

  /**
   * The next whole batch, or null when there is none.
   *
   * @throws DecodeError for a batch that cannot be, wherever the buffer was cut.
   */
  next(): RecordBatch | null {
    if (this.#nextSize() === null) return null
    const batch = new RecordBatch(this.#buffer, this.#position, this.#options)
    this.#position = batch.end
    return batch
  }

  *[Symbol.iterator](): Generator<RecordBatch> {
    for (let batch = this.next(); batch !== null; batch = this.next()) yield batch
  }

  #nextSize(): number | null {
    try {
      return batchSizeAt(this.#buffer, this.#position)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      throw error.at({ subject: subjectOf(this.#buffer, this.#position, this.#options.partition) })
    }
  }
}
