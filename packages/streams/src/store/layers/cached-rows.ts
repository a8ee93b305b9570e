/** Rows that are held back: puts and deletions stay in the cache until it is flushed or full; reads see both sides. */
import type { RecordContext } from '../../record/record-context.ts'
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import type { CachedRow } from './cached-row.ts'
import { HeldWrites } from './held-writes.ts'
import { mergedRows } from './merged-cursor.ts'

export interface CachedRowsOptions {
  readonly budget: CacheBudget
  /** Holds the record that is being processed. */
  readonly context: { recordContext: RecordContext }
}

export class CachedRows implements ByteRows {
  readonly held: HeldWrites<Buffer>
  readonly #beneath: ByteRows

  constructor(beneath: ByteRows, options: CachedRowsOptions) {
    this.#beneath = beneath
    this.held = new HeldWrites({
      ...options,
      placeOf: (key) => key,
      get: (key) => beneath.get(key),
      put: (key, value) => (value === null ? beneath.delete(key) : beneath.put(key, value)),
    })
  }

  /** Of the rows beneath; what waits is not counted. */
  get size(): number {
    return this.#beneath.size
  }

  get(key: Buffer): Buffer | null {
    const cached = this.held.get(key)
    if (cached !== undefined) return cached
    const value = this.#beneath.get(key)
    if (value !== null) this.held.keep(key, value)
    return value
  }

  put(key: Buffer, value: Buffer): void {
    this.held.put(key, value)
  }

  delete(key: Buffer): void {
    this.held.put(key, null)
  }

  range(range: ByteRange): Cursor<ByteRow> {
    const { order } = range
    return mergedRows(this.held.range(range), () => this.#beneath.range(range), { compare: compareKeys, order })
  }
}

function compareKeys(left: CachedRow, right: ByteRow): number {
  return left.key.compare(right.key)
}
