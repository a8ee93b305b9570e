/**
 * What a cache and the store beneath it hold together, in order. Where both have a row, the cache's is the true
 * one; where the cache knows of a deletion, there is none. Both sides have to be in the order that `compare` has.
 * Neither side is looked at before somebody asks, so that rows that are deleted during a walk are left out.
 */
import type { Cursor } from '../contract/cursor.ts'
import { DrainedCursor } from '../contract/drained-cursor.ts'
import { LateCursor } from '../contract/late-cursor.ts'
import type { Order } from '../contract/store-iterator.ts'
import { Turn } from '../contract/turn.ts'

/** A row as the cache has it: null is a deletion. */
export type Cached<Row extends { readonly value: Buffer }> = Omit<Row, 'value'> & { readonly value: Buffer | null }

export interface MergeOrder<Row extends { readonly value: Buffer }> {
  readonly compare: (cached: Cached<Row>, beneath: Row) => number
  readonly order?: Order | undefined
}

/**
 * The merged rows, for whoever asks. Between the turns of somebody from outside a cache may write out what it holds, and
 * give it away: there all of the cache's rows are taken first, so that a row is not beneath too late and gone too early.
 */
export function mergedRows<Row extends { readonly value: Buffer }>(
  cached: Cursor<Cached<Row>>,
  openBeneath: () => Cursor<Row>,
  order: MergeOrder<Row>,
): Cursor<Row> {
  if (Turn.now === null) return new MergedCursor(cached, openBeneath(), order)
  return new MergedCursor(new DrainedCursor(cached), new LateCursor(openBeneath), order)
}

class MergedCursor<Row extends { readonly value: Buffer }> implements Cursor<Row> {
  readonly #cached: Cursor<Cached<Row>>
  readonly #beneath: Cursor<Row>
  readonly #compare: MergeOrder<Row>['compare']
  readonly #sign: 1 | -1
  /** The next row of each side, once it was looked at; null when the side has come to its end. */
  #nextCached: Cached<Row> | null | undefined
  #nextBeneath: Row | null | undefined

  constructor(cached: Cursor<Cached<Row>>, beneath: Cursor<Row>, { compare, order = 'forward' }: MergeOrder<Row>) {
    this.#cached = cached
    this.#beneath = beneath
    this.#compare = compare
    this.#sign = order === 'forward' ? 1 : -1
  }

  next(): Row | null {
    for (;;) {
      if (this.#nextCached === undefined) this.#nextCached = this.#cached.next()
      if (this.#nextBeneath === undefined) this.#nextBeneath = this.#beneath.next()
      const cached = this.#nextCached
      const beneath = this.#nextBeneath
      const difference = this.#difference(cached, beneath)
      // Who has come to an end stays there.
      if (difference <= 0 && cached !== null) this.#nextCached = undefined
      if (difference >= 0 && beneath !== null) this.#nextBeneath = undefined
      if (difference > 0 || cached === null) return beneath
      if (isPresent(cached)) return cached
    }
  }

  close(): void {
    this.#cached.close()
    this.#beneath.close()
    this.#nextCached = null
    this.#nextBeneath = null
  }

  /** Below zero if the cache's row comes first, zero if both are one row. */
  #difference(cached: Cached<Row> | null, beneath: Row | null): number {
    if (cached === null) return 1
    if (beneath === null) return -1
    return this.#sign * this.#compare(cached, beneath)
  }
}

function isPresent<Row extends { readonly value: Buffer }>(row: Cached<Row> | Row): row is Row {
  return row.value !== null
}
