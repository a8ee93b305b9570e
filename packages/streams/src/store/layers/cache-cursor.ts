/** A walk over a cache's rows in the order of their keys; each is used by whoever made the walk when it comes to it. */
import type { Cursor } from '../contract/cursor.ts'
import { none } from '../memory/row-table.ts'
import type { RowWalk } from '../memory/row-walk.ts'
import type { CachedRow } from './cached-row.ts'

export class CacheCursor implements Cursor<CachedRow> {
  readonly #walk: RowWalk
  readonly #use: (row: number) => Buffer | null

  /** @param use gives the row's value, null for a deletion */
  constructor(walk: RowWalk, use: (row: number) => Buffer | null) {
    this.#walk = walk
    this.#use = use
  }

  next(): CachedRow | null {
    const row = this.#walk.next()
    return row === none ? null : { key: this.#walk.key, value: this.#use(row) }
  }

  close(): void {
    this.#walk.close()
  }
}
