/**
 * Which batches of one answer a reader of committed records may not see. The answer lists the aborted
 * transactions that lie in what it holds, each with its first offset; the data itself says, by an abort marker,
 * where each ends. An answer that begins or ends in the middle of such a transaction lists it too, so that this
 * need not know of earlier answers.
 */
import type { RecordBatch } from '../../records/batch.ts'
import { readMarker } from '../../records/control.ts'

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

const NO_PRODUCER = -1

export class AbortedProducers {
  /** Those that have not begun yet, the first one last. */
  readonly #ahead: AbortedTransaction[]
  /** Whose records are those of an aborted transaction, where the reader stands. */
  readonly #open = new Set<number>()

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#ahead = transactions.toSorted((one, other) => other.firstOffset - one.firstOffset)
  }

  /** Whether the batch is hidden; to be asked of each batch, in their order, markers included. */
  hides(batch: RecordBatch): boolean {
    const { producerId } = batch
    if (producerId === NO_PRODUCER) return false
    this.#begin(batch.lastOffset)
    if (batch.isControl) {
      if (this.#open.has(producerId) && isAbort(batch)) this.#open.delete(producerId)
      return true
    }
    return batch.isTransactional && this.#open.has(producerId)
  }

  #begin(offset: number): void {
    for (let next = this.#ahead.at(-1); next !== undefined && next.firstOffset <= offset; next = this.#ahead.at(-1)) {
      this.#open.add(next.producerId)
      this.#ahead.pop()
    }
  }
}

function isAbort(batch: RecordBatch): boolean {
  const records = batch.records()
  return records.next() && readMarker(records)?.type === 'ABORT'
}
