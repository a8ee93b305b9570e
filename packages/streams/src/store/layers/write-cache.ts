/**
 * What all caches of stores are made of: rows that wait until they are written out, and rows that were read. Of
 * several writes to a row between two flushes only the last is written out; rows go out in the order in which they
 * were last written. When the caches of the thread are over their budget, the oldest entry goes, and if it was
 * waiting, all that wait go out with it, it first. What it means to write a row out is the store's matter.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import { OrderedRows } from '../memory/ordered-rows.ts'
import { none } from '../memory/row-table.ts'
import { CacheCursor } from './cache-cursor.ts'
import { type CachedRow, CacheEntry, type DirtyRow } from './cache-entry.ts'
import { EntryList } from './entry-list.ts'

const noValue = Buffer.alloc(0)

export class WriteCache {
  readonly #budget: CacheBudget
  readonly #writeOut: (row: DirtyRow) => void
  readonly #rows = new OrderedRows()
  /** By the numbers of the rows. */
  readonly #entries: (CacheEntry | undefined)[] = []
  /** By their last use. */
  readonly #usage = new EntryList<CacheEntry>()
  /** In the order of their last writes. */
  readonly #dirty = new EntryList<CacheEntry>()

  constructor(budget: CacheBudget, writeOut: (row: DirtyRow) => void) {
    this.#budget = budget
    this.#writeOut = writeOut
  }

  /** The row, which counts as used; undefined if the cache knows nothing of the key. */
  get(key: Buffer): CachedRow | undefined {
    const entry = this.#find(key)
    if (entry !== undefined) this.#usage.touch(entry.used)
    return entry
  }

  /** Takes a write; it is written out later, or at once if the budget is used up. */
  put(key: Buffer, value: Buffer | null, context: RecordContext): void {
    const entry = this.#set(key, value, context)
    if (entry.isDirty) this.#dirty.touch(entry.waiting)
    else this.#dirty.add(entry.waiting)
    entry.isDirty = true
    this.#makeRoom()
  }

  /** Keeps a row that was read from beneath because the cache did not have it. */
  keep(key: Buffer, value: Buffer): void {
    this.#set(key, value, null)
    this.#makeRoom()
  }

  /** The rows of a range, deletions included; each counts as used when it is reached. */
  range(range: ByteRange): Cursor<CachedRow> {
    return new CacheCursor(this.#rows.walk(range), (row) => {
      const entry = this.#entries[row]
      if (entry !== undefined) this.#usage.touch(entry.used)
      return entry
    })
  }

  /** Writes out what waits. */
  flush(): void {
    if (this.#dirty.oldest !== null) this.#flush(null)
  }

  /** Forgets everything, also what waits. */
  clear(): void {
    let bytes = 0
    for (const entry of this.#usage.entries()) bytes += entry.bytes
    this.#budget.grow(-bytes)
    this.#rows.clear()
    this.#entries.length = 0
    this.#usage.clear()
    this.#dirty.clear()
  }

  #find(key: Buffer): CacheEntry | undefined {
    const row = this.#rows.find(key)
    return row === none ? undefined : this.#entries[row]
  }

  #set(key: Buffer, value: Buffer | null, context: RecordContext | null): CacheEntry {
    const found = this.#find(key)
    if (found === undefined) {
      const entry = new CacheEntry(key, value, context)
      this.#entries[this.#rows.put(key, noValue)] = entry
      this.#usage.add(entry.used)
      this.#budget.grow(entry.bytes)
      return entry
    }
    const before = found.bytes
    found.set(value, context)
    this.#usage.touch(found.used)
    this.#budget.grow(found.bytes - before)
    return found
  }

  #makeRoom(): void {
    while (this.#budget.grow(0)) {
      const { oldest } = this.#usage
      // Another cache of the thread has used up the budget; nothing of it is here.
      if (oldest === null) return
      this.#remove(oldest)
      if (oldest.isDirty) this.#flush(oldest)
    }
  }

  #remove(entry: CacheEntry): void {
    this.#usage.remove(entry.used)
    this.#entries[this.#rows.delete(entry.key)] = undefined
    this.#budget.grow(-entry.bytes)
  }

  /** An entry that had to go is written out before the others. */
  #flush(first: CacheEntry | null): void {
    // Whoever listens may write to this cache; that is the next flush's matter.
    const waiting = this.#dirty.take()
    for (const entry of waiting) entry.isDirty = false
    const rows: DirtyRow[] = []
    if (first !== null) rows.push(toWrite(first))
    for (const entry of waiting) if (entry !== first) rows.push(toWrite(entry))
    for (const row of rows) this.#writeOut(row)
    for (const entry of waiting) {
      if (entry.isDirty) continue
      entry.forgetRecord()
      // A deletion has done its work; the store beneath knows now.
      if (entry.value === null && this.#find(entry.key) === entry) this.#remove(entry)
    }
  }
}

function toWrite(entry: CacheEntry): DirtyRow {
  return { key: entry.key, value: entry.value, context: entry.context as RecordContext }
}
