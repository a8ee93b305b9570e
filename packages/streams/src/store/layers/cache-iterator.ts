/** A walk over a cache's rows in the order of their keys; rows that left the cache meanwhile are passed over. */
import type { StoreIterator } from '../contract/store-iterator.ts'
import { none } from '../memory/row-table.ts'
import type { RowWalk } from '../memory/row-walk.ts'
import type { CachedRow } from './cache-entry.ts'

export class CacheIterator implements StoreIterator<CachedRow> {
  readonly #walk: RowWalk
  readonly #use: (row: number) => CachedRow | undefined

  constructor(walk: RowWalk, use: (row: number) => CachedRow | undefined) {
    this.#walk = walk
    this.#use = use
  }

  next(): IteratorResult<CachedRow> {
    for (let row = this.#walk.next(); row !== none; row = this.#walk.next()) {
      const value = this.#use(row)
      if (value !== undefined) return { done: false, value }
    }
    return { done: true, value: undefined }
  }

  return(): IteratorResult<CachedRow> {
    this.close()
    return { done: true, value: undefined }
  }

  close(): void {
    this.#walk.close()
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
