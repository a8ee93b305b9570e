/**
 * The rows of a store as its cache would have them: both walked in the same order, the cache's row where both have
 * one, and no row where the cache knows of a deletion.
 */
import type { ByteRow } from '../contract/byte-map.ts'
import type { Order, StoreIterator } from '../contract/store-iterator.ts'
import type { CachedRow } from './cache-entry.ts'

export class MergedRows implements StoreIterator<ByteRow> {
  readonly #cache: StoreIterator<CachedRow>
  readonly #store: StoreIterator<ByteRow>
  readonly #sign: 1 | -1
  /** The next row of each side, once it was looked at; null when the side has come to its end. */
  #cached: CachedRow | null | undefined
  #stored: ByteRow | null | undefined

  constructor(cache: StoreIterator<CachedRow>, store: StoreIterator<ByteRow>, order: Order = 'forward') {
    this.#cache = cache
    this.#store = store
    this.#sign = order === 'reverse' ? -1 : 1
  }

  next(): IteratorResult<ByteRow> {
    for (;;) {
      const cached = this.#lookAtCache()
      const stored = this.#lookAtStore()
      if (cached === null && stored === null) return { done: true, value: undefined }
      const difference = this.#compare(cached, stored)
      if (difference <= 0) this.#cached = undefined
      if (difference >= 0) this.#stored = undefined
      if (difference > 0) return { done: false, value: stored as ByteRow }
      const { key, value } = cached as CachedRow
      if (value !== null) return { done: false, value: { key, value } }
    }
  }

  close(): void {
    this.#cache.close()
    this.#store.close()
    this.#cached = null
    this.#stored = null
  }

  return(): IteratorResult<ByteRow> {
    this.close()
    return { done: true, value: undefined }
  }

  /** Below zero if the cache's row comes first, zero if both are of one key. */
  #compare(cached: CachedRow | null, stored: ByteRow | null): number {
    if (cached === null) return 1
    if (stored === null) return -1
    return this.#sign * cached.key.compare(stored.key)
  }

  #lookAtCache(): CachedRow | null {
    if (this.#cached !== undefined) return this.#cached
    const { done, value } = this.#cache.next()
    this.#cached = done === true ? null : value
    return this.#cached
  }

  #lookAtStore(): ByteRow | null {
    if (this.#stored !== undefined) return this.#stored
    const { done, value } = this.#store.next()
    this.#stored = done === true ? null : value
    return this.#stored
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
