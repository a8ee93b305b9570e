/** Entries of a cache from the one that was used last to the one that was not used for the longest time. */
import type { CacheEntry } from './cache-entry.ts'

export class UsageList {
  #newest: CacheEntry | null = null
  #oldest: CacheEntry | null = null

  get oldest(): CacheEntry | null {
    return this.#oldest
  }

  add(entry: CacheEntry): void {
    entry.newer = null
    entry.older = this.#newest
    if (this.#newest === null) this.#oldest = entry
    else this.#newest.newer = entry
    this.#newest = entry
  }

  remove(entry: CacheEntry): void {
    if (entry.newer === null) this.#newest = entry.older
    else entry.newer.older = entry.older
    if (entry.older === null) this.#oldest = entry.newer
    else entry.older.newer = entry.newer
    entry.newer = null
    entry.older = null
  }

  touch(entry: CacheEntry): void {
    if (this.#newest === entry) return
    this.remove(entry)
    this.add(entry)
  }

  clear(): void {
    this.#newest = null
    this.#oldest = null
  }
}
