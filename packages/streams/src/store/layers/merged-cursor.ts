/**
 * What a cache and the store beneath it hold together, in order. Where both have a row, the cache's is the true
 * one; where the cache knows of a deletion, there is none. Both sides have to be in the order that `compare` has.
 */
import type { Cursor } from '../contract/cursor.ts'
import type { Order } from '../contract/store-iterator.ts'

/** A row as the cache has it: null is a deletion. */
export type Cached<Row extends { readonly value: Buffer }> = Omit<Row, 'value'> & { readonly value: Buffer | null }

export class MergedCursor<Row extends { readonly value: Buffer }> implements Cursor<Row> {
  readonly #cached: Cursor<Cached<Row>>
  readonly #beneath: Cursor<Row>
  readonly #compare: (cached: Cached<Row>, beneath: Row) => number
  readonly #sign: number
  #nextCached: Cached<Row> | null
  #nextBeneath: Row | null

  constructor(
    cached: Cursor<Cached<Row>>,
    beneath: Cursor<Row>,
    {
      compare,
      order = 'forward',
    }: { compare: (cached: Cached<Row>, beneath: Row) => number; order?: Order | undefined },
  ) {
    this.#cached = cached
    this.#beneath = beneath
    this.#compare = compare
    this.#sign = order === 'forward' ? 1 : -1
    this.#nextCached = cached.next()
    this.#nextBeneath = beneath.next()
  }

  next(): Row | null {
    for (;;) {
      const cached = this.#nextCached
      const beneath = this.#nextBeneath
      if (cached === null || (beneath !== null && this.#sign * this.#compare(cached, beneath) > 0)) {
        if (beneath !== null) this.#nextBeneath = this.#beneath.next()
        return beneath
      }
      const isSameRow = beneath !== null && this.#compare(cached, beneath) === 0
      if (isSameRow) this.#nextBeneath = this.#beneath.next()
      this.#nextCached = this.#cached.next()
      if (isPresent(cached)) return cached
    }
  }

  close(): void {
    this.#cached.close()
    this.#beneath.close()
    this.#nextCached = null
    this.#nextBeneath = null
  }
}

function isPresent<Row extends { readonly value: Buffer }>(row: Cached<Row> | Row): row is Row {
  return row.value !== null
}
