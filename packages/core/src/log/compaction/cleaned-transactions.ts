/**
 * Which transactions a pass is in the middle of, as it goes through a log: whether a batch belongs to an
 * aborted one, and whether a marker has still records to speak for. A marker must stay as long as a record
 * of its transaction does; when none was met, nobody needs it any more.
 */
import type { RecordBatch } from '../../records/batch.ts'
import { readMarker } from '../../records/control.ts'
import type { AbortedTransaction } from '../segment/transaction-index.ts'

interface OngoingAbort {
  readonly transaction: AbortedTransaction
  hasBatches: boolean
}

export interface MarkerVerdict {
  /** No batch of the transaction is left. */
  readonly isUseless: boolean
  /** What the new segment's transaction index has to say; null where it has nothing to. */
  readonly aborted: AbortedTransaction | null
}

const USEFUL: MarkerVerdict = { isUseless: false, aborted: null }
const USELESS: MarkerVerdict = { isUseless: true, aborted: null }

export class CleanedTransactions {
  /** Those that begin further on, the next one last. */
  #expected: AbortedTransaction[] = []
  /** By producer, as are the committed ones. */
  #aborted = new Map<number, OngoingAbort>()
  #committed = new Set<number>()

  /** Tells of aborted transactions that will be met. One that is met already may be among them. */
  expect(transactions: readonly AbortedTransaction[]): void {
    this.#expected.push(...transactions)
    this.#expected.sort((left, right) => right.firstOffset - left.firstOffset)
  }

  /** Whether the records of this batch, which comes next, were never committed. */
  isAborted(batch: RecordBatch): boolean {
    this.#moveTo(batch.lastOffset)
    if (!batch.isTransactional) return false
    const { producerId } = batch
    const ongoing = this.#aborted.get(producerId)
    if (ongoing !== undefined) {
      ongoing.hasBatches = true
      return true
    }
    this.#committed.add(producerId)
    return false
  }

  /** Takes in a control batch, which comes next. */
  passMarker(batch: RecordBatch): MarkerVerdict {
    this.#moveTo(batch.lastOffset)
    const { producerId } = batch
    const cursor = batch.records()
    if (!cursor.next()) return USELESS
    const marker = readMarker(cursor)
    if (marker === null) return USEFUL
    if (marker.type === 'COMMIT') return this.#committed.delete(producerId) ? USEFUL : USELESS
    const ongoing = this.#aborted.get(producerId)
    this.#aborted.delete(producerId)
    return ongoing?.hasBatches === true ? { isUseless: false, aborted: ongoing.transaction } : USELESS
  }

  /** The same state, to go on from twice. */
  copy(): CleanedTransactions {
    const copy = new CleanedTransactions()
    copy.#expected = [...this.#expected]
    copy.#aborted = new Map(Array.from(this.#aborted, ([producerId, ongoing]) => [producerId, { ...ongoing }]))
    copy.#committed = new Set(this.#committed)
    return copy
  }

  #moveTo(offset: number): void {
    for (
      let next = this.#expected.at(-1);
      next !== undefined && next.firstOffset <= offset;
      next = this.#expected.at(-1)
    ) {
      this.#expected.pop()
      if (!this.#aborted.has(next.producerId))
        this.#aborted.set(next.producerId, { transaction: next, hasBatches: false })
    }
  }
}
