/**
 * The writes to a store that its cache holds back, and how they go to what is beneath: with the record that made
 * them, and told to the one who listens. A row that came and went between two flushes, and was not there before,
 * is neither written nor told, if there is a listener. `At` is where a row lies beneath: its key, or key and time.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import type { CachedRow, DirtyRow } from './cached-row.ts'
import { WriteCache } from './write-cache.ts'

/** How a row changed when the cache let go of it. */
export interface FlushedBytes<At> {
  readonly at: At
  readonly newValue: Buffer | null
  /** Null also when nobody asked for old values. */
  readonly oldValue: Buffer | null
  readonly context: RecordContext
}

export interface HeldWritesOptions<At> {
  readonly budget: CacheBudget
  /** Holds the record that is being processed. */
  readonly context: { recordContext: RecordContext }
  /** Where the row lies that a cache has under a key. */
  readonly placeOf: (key: Buffer) => At
  /** What is beneath. */
  readonly get: (at: At) => Buffer | null
  readonly put: (at: At, value: Buffer | null) => void
}

export class HeldWrites<At> {
  readonly #options: HeldWritesOptions<At>
  readonly #context: { recordContext: RecordContext }
  readonly #cache: WriteCache
  #listener: ((row: FlushedBytes<At>) => void) | null = null
  #tellsOldValues = false

  constructor(options: HeldWritesOptions<At>) {
    this.#options = options
    this.#context = options.context
    this.#cache = new WriteCache(options.budget, (row) => this.#writeOut(row))
  }

  /** Null for a deletion, undefined if the cache knows nothing of the key. */
  get(key: Buffer): Buffer | null | undefined {
    return this.#cache.get(key)
  }

  put(key: Buffer, value: Buffer | null): void {
    this.#cache.put(key, value, this.#context.recordContext)
  }

  /** Keeps a row that was read from beneath. */
  keep(key: Buffer, value: Buffer): void {
    this.#cache.keep(key, value)
  }

  range(range: ByteRange): Cursor<CachedRow> {
    return this.#cache.range(range)
  }

  onFlush(listener: (row: FlushedBytes<At>) => void, { oldValues }: { oldValues: boolean }): void {
    this.#listener = listener
    this.#tellsOldValues = oldValues
  }

  flush(): void {
    this.#cache.flush()
  }

  /** Forgets everything, also what waits. */
  clear(): void {
    this.#cache.clear()
  }

  #writeOut({ key, value, context }: DirtyRow): void {
    const { placeOf, get, put } = this.#options
    const at = placeOf(key)
    const listener = this.#listener
    const wantsOld = listener !== null && (value === null || this.#tellsOldValues)
    const oldValue = wantsOld ? get(at) : null
    if (listener !== null && value === null && oldValue === null) return
    const outer = this.#context.recordContext
    this.#context.recordContext = context
    try {
      put(at, value)
      listener?.({ at, newValue: value, oldValue: this.#tellsOldValues ? oldValue : null, context })
    } finally {
      this.#context.recordContext = outer
    }
  }
}
