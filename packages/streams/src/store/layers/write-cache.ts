/**
 * What all caches of stores are made of: rows that wait until they are written out, and rows that were read. Of
 * several writes to a row between two flushes only the last is written out; rows go out in the order in which they
 * were last written. When the caches of the thread are over their budget, the oldest entry goes, and if it was
 * waiting, all that wait go out with it, it first. What it means to write a row out is the store's matter. Looks from
 * outside change nothing: they are no use of a row, and what they find beneath is not kept.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import { Turn } from '../contract/turn.ts'
import { OrderedRows } from '../memory/ordered-rows.ts'
import { none } from '../memory/row-table.ts'
import { CacheCursor } from './cache-cursor.ts'
import type { CachedRow, DirtyRow } from './cached-row.ts'
import { RowList } from './row-list.ts'
import { bytesOfRow, RowNotes } from './row-notes.ts'

/** The bytes of a deletion. */
const noValue = Buffer.alloc(0)

export class WriteCache {
  readonly #budget: CacheBudget
  readonly #writeOut: (row: DirtyRow) => void
  readonly #rows = new OrderedRows()
  readonly #notes = new RowNotes()
  /** By their last use. */
  readonly #usage = new RowList()
  /** In the order of their last writes. */
  readonly #dirty = new RowList()
  #usedBytes = 0
  /** The row that was found last: mostly a row is got and put at once, under the very same bytes. */
  #lastKey: Buffer | null = null
  #lastRow = none

  constructor(budget: CacheBudget, writeOut: (row: DirtyRow) => void) {
    this.#budget = budget
    this.#writeOut = writeOut
  }

  /** The value, whose row counts as used; null for a deletion, undefined if the cache knows nothing of the key. */
  get(key: Buffer): Buffer | null | undefined {
    const row = this.#find(key)
    if (row === none) return undefined
    if (Turn.now === null) this.#usage.touch(row)
    return this.#valueOf(row)
  }

  /** Takes a write; it is written out later, or at once if the budget is used up. */
  put(key: Buffer, value: Buffer | null, context: RecordContext): void {
    const bytes = bytesOfRow(key, value, context)
    const row = this.#set(key, value ?? noValue, bytes)
    if (this.#notes.isDirty(row)) this.#dirty.touch(row)
    else this.#dirty.add(row)
    this.#notes.written(row, { isDeletion: value === null, context }, bytes)
    this.#makeRoom()
  }

  /** Keeps a row that was read from beneath because the cache did not have it. */
  keep(key: Buffer, value: Buffer): void {
    if (Turn.now !== null) return
    const bytes = bytesOfRow(key, value, null)
    this.#notes.kept(this.#set(key, value, bytes), bytes)
    this.#makeRoom()
  }

  /** The rows of a range, deletions included; each counts as used when it is reached. */
  range(range: ByteRange): Cursor<CachedRow> {
    return new CacheCursor(this.#rows.walk(range), (row) => {
      if (Turn.now === null) this.#usage.touch(row)
      return this.#valueOf(row)
    })
  }

  /** Writes out what waits. */
  flush(): void {
    if (this.#dirty.oldest !== none) this.#writeAll(this.#takeDirty(none))
  }

  /** Forgets everything, also what waits. */
  clear(): void {
    this.#grow(-this.#usedBytes)
    this.#rows.clear()
    this.#notes.clear()
    this.#usage.clear()
    this.#dirty.clear()
    this.#forgetLast()
  }

  #valueOf(row: number): Buffer | null {
    return this.#notes.isDeletion(row) ? null : this.#rows.value(row)
  }

  #find(key: Buffer): number {
    if (key === this.#lastKey) return this.#lastRow
    const row = this.#rows.find(key)
    if (row === none) return none
    this.#lastKey = key
    this.#lastRow = row
    return row
  }

  /** Writes the row, of which the caller makes the notes. */
  #set(key: Buffer, value: Buffer, bytes: number): number {
    const found = this.#find(key)
    if (found === none) {
      const added = this.#rows.put(key, value)
      this.#notes.kept(added, bytes)
      this.#usage.add(added)
      this.#grow(bytes)
      return added
    }
    this.#rows.setValue(found, value)
    this.#usage.touch(found)
    this.#grow(bytes - this.#notes.bytes(found))
    return found
  }

  #makeRoom(): void {
    while (this.#budget.grow(0)) {
      const { oldest } = this.#usage
      // Another cache of the thread has used up the budget; nothing of it is here.
      if (oldest === none) return
      // The one that has to go is written out before the others.
      const waiting = this.#notes.isDirty(oldest) ? this.#takeDirty(oldest) : null
      this.#remove(oldest)
      if (waiting !== null) this.#writeAll(waiting)
    }
  }

  #remove(row: number): void {
    this.#usage.remove(row)
    this.#grow(-this.#notes.bytes(row))
    this.#rows.delete(this.#rows.key(row))
    this.#forgetLast()
  }

  #grow(bytes: number): void {
    this.#usedBytes += bytes
    this.#budget.grow(bytes)
  }

  #forgetLast(): void {
    this.#lastKey = null
    this.#lastRow = none
  }

  /** What waits, in its order but for the row that is to be the first; none waits any more. */
  #takeDirty(first: number): DirtyRow[] {
    const waiting: DirtyRow[] = []
    if (first !== none) waiting.push(this.#takeOut(first))
    for (let row = this.#dirty.oldest; row !== none; row = this.#dirty.after(row)) {
      if (row !== first) waiting.push(this.#takeOut(row))
    }
    this.#dirty.clear()
    return waiting
  }

  #takeOut(row: number): DirtyRow {
    return { key: this.#rows.key(row), value: this.#valueOf(row), context: this.#notes.takeContext(row) }
  }

  /** Whoever listens may write to this cache; that is the next flush's matter. */
  #writeAll(rows: readonly DirtyRow[]): void {
    for (const row of rows) this.#writeOut(row)
    for (const { key, value } of rows) {
      if (value !== null) continue
      const row = this.#rows.find(key)
      // A deletion has done its work; the store beneath knows now.
      if (row !== none && this.#notes.isDeletion(row) && !this.#notes.isDirty(row)) this.#remove(row)
    }
  }
}
