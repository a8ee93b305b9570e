/**
 * Holds writes back until they are flushed, and then tells a listener how each row changed. A row that came and went
 * between two flushes, and was not there before, is neither written nor told, if there is a listener.
 */
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { CacheBudget, StoreContext } from '../contract/state-store.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import type { DirtyRow } from './cache-entry.ts'
import { MergedRows } from './merged-rows.ts'
import { WriteCache } from './write-cache.ts'

/** Is told of a row and what was there before, if it asked for it. */
export type FlushedBytes = (row: DirtyRow, before: Buffer | null) => void

export class CachedRows implements ByteRows {
  readonly #rows: ByteRows
  readonly #context: StoreContext
  readonly #cache: WriteCache
  #listener: FlushedBytes | null = null
  #tellsBefore = false

  constructor(rows: ByteRows, on: { context: StoreContext; budget: CacheBudget }) {
    this.#rows = rows
    this.#context = on.context
    this.#cache = new WriteCache(on.budget, (row) => this.#writeOut(row))
  }

  /** Of the rows beneath; what waits is not counted. */
  get size(): number {
    return this.#rows.size
  }

  get(key: Buffer): Buffer | null {
    const cached = this.#cache.get(key)
    if (cached !== undefined) return cached.value
    const value = this.#rows.get(key)
    if (value !== null) this.#cache.keep(key, value)
    return value
  }

  put(key: Buffer, value: Buffer): void {
    this.#cache.put(key, value, this.#context.recordContext)
  }

  delete(key: Buffer): void {
    this.#cache.put(key, null, this.#context.recordContext)
  }

  range(range: ByteRange): StoreIterator<ByteRow> {
    const stored = this.#rows.range(range)
    return new MergedRows(this.#cache.range(range), stored, range.order)
  }

  listen(listener: FlushedBytes, tellsBefore: boolean): void {
    this.#listener = listener
    this.#tellsBefore = tellsBefore
  }

  flush(): void {
    this.#cache.flush()
  }

  /** Forgets what waits. */
  clear(): void {
    this.#cache.clear()
  }

  #writeOut(row: DirtyRow): void {
    const listener = this.#listener
    const isAsked = listener !== null && (row.value === null || this.#tellsBefore)
    const before = isAsked ? this.#rows.get(row.key) : null
    if (listener !== null && row.value === null && before === null) return
    const outer = this.#context.recordContext
    this.#context.recordContext = row.context
    try {
      if (row.value === null) this.#rows.delete(row.key)
      else this.#rows.put(row.key, row.value)
      if (listener !== null) listener(row, this.#tellsBefore ? before : null)
    } finally {
      this.#context.recordContext = outer
    }
  }
}
