/** A walk over a cache's rows in the order of their keys; rows that left the cache meanwhile are passed over. */
import type { Cursor } from '../contract/cursor.ts'
import { none } from '../memory/row-table.ts'
import type { RowWalk } from '../memory/row-walk.ts'
import type { CachedRow } from './cache-entry.ts'

export class CacheCursor implements Cursor<CachedRow> {
  readonly #walk: RowWalk
  readonly #use: (row: number) => CachedRow | undefined

  constructor(walk: RowWalk, use: (row: number) => CachedRow | undefined) {
    this.#walk = walk
    this.#use = use
  }

  next(): CachedRow | null {
    for (let row = this.#walk.next(); row !== none; row = this.#walk.next()) {
      const used = this.#use(row)
      if (used !== undefined) return used
    }
    return null
  }

  close(): void {
    this.#walk.close()
  }
}
