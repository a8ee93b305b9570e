/**
 * The transactions of a partition that hold back its last stable offset: those that are open, and
 * those whose marker is not replicated yet. A consumer that reads committed records only is kept
 * before the first record of the first of them.
 */
import assert from 'node:assert/strict'
import { NONE } from './facts.ts'

/** A transaction whose marker was appended. Of an aborted one, this is the index's entry. */
export interface CompletedTransaction {
  readonly producerId: number
  readonly firstOffset: number
  /** The offset of the marker. */
  readonly lastOffset: number
  readonly isAborted: boolean
  /** The first offset behind the marker, or that of the oldest transaction of another producer that is open. */
  readonly lastStableOffset: number
}

export class Transactions {
  /** Producers by the first offsets of their open transactions, in the order of these. */
  #open = new Map<number, number>()
  #firstOpen = NONE
  /** First offsets by the offsets of the markers that are not replicated yet. */
  readonly #unreplicated = new Map<number, number>()
  #firstUnreplicated = NONE

  get openCount(): number {
    return this.#open.size
  }

  /** The first offset of a transaction that is open; null if none is. */
  get firstUndecidedOffset(): number | null {
    return this.#firstOpen === NONE ? null : this.#firstOpen
  }

  /** The first offset of a transaction that is open or not replicated; null if there is none. */
  get firstUnstableOffset(): number | null {
    if (this.#firstUnreplicated === NONE) return this.firstUndecidedOffset
    return this.#firstOpen === NONE ? this.#firstUnreplicated : Math.min(this.#firstOpen, this.#firstUnreplicated)
  }

  open(firstOffset: number, producerId: number): void {
    this.#open.set(firstOffset, producerId)
    if (this.#firstOpen === NONE) this.#firstOpen = firstOffset
  }

  /** What will be stable once the producer's transaction is over. */
  stableOffsetWithout(producerId: number, behindMarker: number): number {
    for (const [firstOffset, other] of this.#open) {
      if (other !== producerId) return firstOffset
    }
    return behindMarker
  }

  complete({ firstOffset, lastOffset }: CompletedTransaction): void {
    assert.ok(this.#open.delete(firstOffset), `a transaction open since offset ${firstOffset}`)
    if (firstOffset === this.#firstOpen) this.#firstOpen = firstKey(this.#open)
    this.#unreplicated.set(lastOffset, firstOffset)
    this.#firstUnreplicated = earliest(this.#unreplicated)
  }

  /** Lets go of the transactions whose markers lie before the offset. */
  settleBefore(offset: number): void {
    if (this.#unreplicated.size === 0) return
    for (const lastOffset of this.#unreplicated.keys()) {
      if (lastOffset < offset) this.#unreplicated.delete(lastOffset)
    }
    this.#firstUnreplicated = earliest(this.#unreplicated)
  }

  /** Forgets all, and takes these as the open ones. */
  restore(open: readonly { readonly producerId: number; readonly transactionFirstOffset: number }[]): void {
    const inOrder = open.toSorted((left, right) => left.transactionFirstOffset - right.transactionFirstOffset)
    this.#open = new Map(inOrder.map((entry) => [entry.transactionFirstOffset, entry.producerId]))
    this.#firstOpen = firstKey(this.#open)
    this.#unreplicated.clear()
    this.#firstUnreplicated = NONE
  }
}

function firstKey(offsets: Map<number, number>): number {
  return offsets.keys().next().value ?? NONE
}

function earliest(firstOffsets: Map<number, number>): number {
  return firstOffsets.size === 0 ? NONE : Math.min(...firstOffsets.values())
}
