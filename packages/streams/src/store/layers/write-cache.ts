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
import { RowList } from './row-list.ts'

const noValue = Buffer.alloc(0)

export class WriteCache {
  readonly #budget: CacheBudget
  readonly #writeOut: (row: DirtyRow) => void
  readonly #rows = new OrderedRows()
  /** By the numbers of the rows. */
  readonly #entries: (CacheEntry | undefined)[] = []
  /** By their last use. */
  readonly #usage = new RowList()
  /** In the order of their last writes. */
  readonly #dirty = new RowList()
  /** The entry that was found last: mostly a row is got and put at once, under the very same bytes. */
  #lastKey: Buffer | null = null
  #lastEntry: CacheEntry | undefined = undefined

  constructor(budget: CacheBudget, writeOut: (row: DirtyRow) => void) {
    this.#budget = budget
    this.#writeOut = writeOut
  }

  /** The row, which counts as used; undefined if the cache knows nothing of the key. */
  get(key: Buffer): CachedRow | undefined {
    const entry = this.#find(key)
    if (entry !== undefined) this.#usage.touch(entry.row)
    return entry
  }

  /** Takes a write; it is written out later, or at once if the budget is used up. */
  put(key: Buffer, value: Buffer | null, context: RecordContext): void {
    const entry = this.#set(key, value, context)
    if (entry.isDirty) this.#dirty.touch(entry.row)
    else this.#dirty.add(entry.row)
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
      if (entry !== undefined) this.#usage.touch(row)
      return entry
    })
  }

  /** Writes out what waits. */
  flush(): void {
    if (this.#dirty.oldest !== none) this.#writeAll(this.#takeDirty())
  }

  /** Forgets everything, also what waits. */
  clear(): void {
    let bytes = 0
    for (const entry of this.#entriesOf(this.#usage)) bytes += entry.bytes
    this.#budget.grow(-bytes)
    this.#rows.clear()
    this.#entries.length = 0
    this.#usage.clear()
    this.#dirty.clear()
    this.#lastKey = null
    this.#lastEntry = undefined
  }

  #find(key: Buffer): CacheEntry | undefined {
    if (key === this.#lastKey) return this.#lastEntry
    const row = this.#rows.find(key)
    const entry = row === none ? undefined : this.#entries[row]
    this.#lastKey = entry === undefined ? null : key
    this.#lastEntry = entry
    return entry
  }

  #set(key: Buffer, value: Buffer | null, context: RecordContext | null): CacheEntry {
    const found = this.#find(key)
    if (found === undefined) return this.#add(new CacheEntry(key, value, context))
    const before = found.bytes
    found.set(value, context)
    this.#usage.touch(found.row)
    this.#budget.grow(found.bytes - before)
    return found
  }

  #add(entry: CacheEntry): CacheEntry {
    entry.row = this.#rows.put(entry.key, noValue)
    this.#entries[entry.row] = entry
    this.#usage.add(entry.row)
    this.#budget.grow(entry.bytes)
    return entry
  }

  #makeRoom(): void {
    while (this.#budget.grow(0)) {
      const oldest = this.#entries[this.#usage.oldest]
      // Another cache of the thread has used up the budget; nothing of it is here.
      if (oldest === undefined) return
      const waiting = oldest.isDirty ? this.#takeDirty() : null
      this.#remove(oldest)
      if (waiting === null) continue
      // The one that had to go is written out before the others.
      this.#writeAll([oldest, ...waiting.filter((entry) => entry !== oldest)])
    }
  }

  #remove(entry: CacheEntry): void {
    this.#usage.remove(entry.row)
    this.#entries[this.#rows.delete(entry.key)] = undefined
    this.#budget.grow(-entry.bytes)
    entry.row = none
    if (entry !== this.#lastEntry) return
    this.#lastKey = null
    this.#lastEntry = undefined
  }

  /** What waits, in its order; none does any more. */
  #takeDirty(): CacheEntry[] {
    const waiting = this.#entriesOf(this.#dirty)
    this.#dirty.clear()
    for (const entry of waiting) entry.isDirty = false
    return waiting
  }

  /** Whoever listens may write to this cache; that is the next flush's matter. */
  #writeAll(entries: readonly CacheEntry[]): void {
    const rows = entries.map(toWrite)
    for (const row of rows) this.#writeOut(row)
    for (const entry of entries) {
      if (entry.isDirty) continue
      entry.forgetRecord()
      // A deletion has done its work; the store beneath knows now.
      if (entry.value === null && entry.row !== none) this.#remove(entry)
    }
  }

  /** The oldest first. */
  #entriesOf(list: RowList): CacheEntry[] {
    const entries: CacheEntry[] = []
    for (let row = list.oldest; row !== none; row = list.after(row)) entries.push(this.#entries[row] as CacheEntry)
    return entries
  }
}

function toWrite(entry: CacheEntry): DirtyRow {
  return { key: entry.key, value: entry.value, context: entry.context as RecordContext }
}
