/** The rows of several ranges of a cache, one range after the other, as what they stand for. */
import type { ByteRange } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import type { CachedRow } from './cache-entry.ts'
import type { WriteCache } from './write-cache.ts'

export class CacheCursor<Row> implements Cursor<Row> {
  readonly #cache: WriteCache
  readonly #ranges: readonly ByteRange[]
  readonly #read: (row: CachedRow) => Row | null
  #next = 0
  #rows: StoreIterator<CachedRow> | null = null

  /** `read` answers null for a row that nobody wants. */
  constructor(cache: WriteCache, ranges: readonly ByteRange[], read: (row: CachedRow) => Row | null) {
    this.#cache = cache
    this.#ranges = ranges
    this.#read = read
  }

  next(): Row | null {
    for (;;) {
      if (this.#rows === null) {
        const range = this.#ranges[this.#next]
        if (range === undefined) return null
        this.#next += 1
        this.#rows = this.#cache.range(range)
      }
      const { done, value } = this.#rows.next()
      if (done) this.#endRange()
      else {
        const row = this.#read(value)
        if (row !== null) return row
      }
    }
  }

  close(): void {
    this.#next = this.#ranges.length
    this.#endRange()
  }

  #endRange(): void {
    this.#rows?.close()
    this.#rows = null
  }
}
