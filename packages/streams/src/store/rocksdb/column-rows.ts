/**
 * The rows of a store, or of one part of it, as the store sees them: what was committed, and over it what was
 * written since. A walk goes over both at once; it ends before the next commit.
 */
import assert from 'node:assert/strict'
import { type ByteMap, type ByteRange, type ByteRow, isEverything } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { Turn } from '../contract/turn.ts'
import { TurnCursor } from '../contract/turn-cursor.ts'
import { hashOf } from '../memory/key-hash.ts'
import type { ColumnPart } from './column-part.ts'
import { CommittedRows } from './committed-rows.ts'
import type { Batch } from './database.ts'
import type { DirectWrites } from './direct-writes.ts'
import { OverlaidCursor } from './overlaid-cursor.ts'
import { Overlay } from './overlay.ts'
import type { StoreMemory } from './store-memory.ts'

export interface ColumnRowsOptions {
  readonly part: ColumnPart
  readonly memory: StoreMemory
  /** How many rows the part is thought to have, if it has any. */
  readonly rowCount: number
  /** Of the whole column. */
  readonly direct: DirectWrites
  /** Told of the first change after each commit or drop. */
  readonly onChange: (rows: ColumnRows) => void
}

export class ColumnRows implements ByteMap {
  readonly #part: ColumnPart
  readonly #memory: StoreMemory
  readonly #committed: CommittedRows
  readonly #overlay = new Overlay()
  readonly #direct: DirectWrites
  readonly #onChange: (rows: ColumnRows) => void
  #isChanged = false
  #isClosed = false
  #isClearedPast = false
  /** What the memory's account has been told of the overlay. */
  #toldBytes = 0
  /** What was looked for last, which is mostly what is put next: nobody changes a key. */
  #lastKey: Buffer | null = null
  #lastHash = 0

  constructor({ part, memory, rowCount, direct, onChange }: ColumnRowsOptions) {
    this.#part = part
    this.#memory = memory
    this.#committed = new CommittedRows({ part, memory, rowCount })
    this.#direct = direct
    this.#onChange = onChange
    this.#tell()
  }

  /** Exact while all committed rows are at hand; otherwise as good as the count of those. */
  get size(): number {
    const { written, deleted, cleared } = this.#overlay
    if (cleared.length > 0) return this.#countRows()
    let count = this.#committed.rowCount
    written.forEach(({ key }, hash) => {
      if (!this.#committed.isAtHand(key, hash)) count += 1
    })
    deleted.forEach(({ key }, hash) => {
      if (this.#committed.isAtHand(key, hash)) count -= 1
    })
    return Math.max(count, 0)
  }

  /** Of the committed rows only, which is what is written beside them. */
  get committedCount(): number {
    return this.#committed.rowCount
  }

  /** Whether everything was cleared and nothing written since. */
  get isCleared(): boolean {
    return this.#isClearedPast || (this.#overlay.written.size === 0 && this.#overlay.cleared.some(isEverything))
  }

  get(key: Buffer): Buffer | null {
    if (this.#direct.batch !== null) throw this.#mistake('are read while it is restored')
    const hash = this.#hash(key)
    const written = this.#overlay.written.get(key, hash)
    if (written !== null) return written
    return this.#overlay.hides(key, hash) ? null : this.#committed.get(key, hash)
  }

  put(key: Buffer, value: Buffer): void {
    const { batch } = this.#direct
    if (batch !== null) return this.#putPast(batch, key, value)
    this.#overlay.put(key, value, this.#hash(key))
    this.#changed()
  }

  delete(key: Buffer): void {
    const { batch } = this.#direct
    if (batch !== null) return this.#deletePast(batch, key)
    this.#overlay.delete(key, this.#hash(key))
    this.#changed()
  }

  range(range: ByteRange): Cursor<ByteRow> {
    if (this.#direct.batch !== null) throw this.#mistake('are read while it is restored')
    return Turn.now === null ? this.#overlaid(range) : new TurnCursor(range, (rest) => this.#overlaid(rest))
  }

  /** What the last commit has left, whatever has been written since. */
  getCommitted(key: Buffer): Buffer | null {
    return this.#committed.get(key, hashOf(key))
  }

  /** The same of a range. */
  rangeCommitted(range: ByteRange): Cursor<ByteRow> {
    return Turn.now === null ? this.#committed.scan(range) : new TurnCursor(range, (rest) => this.#committed.scan(rest))
  }

  deleteRange(range: ByteRange): void {
    assert(this.#direct.batch === null, `of ${this.#part.column} only all rows are cleared while it is restored`)
    this.#overlay.deleteRange(range)
    this.#changed()
  }

  clear(): void {
    if (this.#direct.batch !== null) this.#clearPast()
    else this.deleteRange({})
  }

  /**
   * Writes what has changed into a batch and, as if that were written already, into what is at hand: each row is
   * read once. Answers, in keys of the column, the ranges that are to be deleted after the batch has been written.
   */
  commitInto(batch: Batch): readonly ByteRange[] {
    const { written, deleted, cleared } = this.#overlay
    const untouched = cleared.filter((range) => !this.#clearInto(batch, range))
    for (const range of cleared) this.#committed.clear(range)
    deleted.forEachRoughlyOrdered(({ key }, hash) => {
      this.#part.deleteInto(batch, key)
      this.#committed.delete(key, hash)
    })
    written.forEachRoughlyOrdered(({ key, value }, hash) => {
      this.#part.putInto(batch, key, value)
      this.#committed.put(key, value, hash)
    })
    return untouched.map((range) => this.#part.fullRange(range))
  }

  /** The batch was not written: what is at hand may be what nobody has committed. */
  commitFailed(): void {
    this.#committed.forget()
  }

  /** Forgets what was written since the last commit, which has it now, or never will. */
  forgetChanges(): void {
    this.#overlay.forget()
    this.#isChanged = false
    this.#lastKey = null
    this.#tell()
  }

  /** Takes the part out of the memory's account. It may be read, with nothing at hand, but not written to. */
  close(): void {
    this.#isClosed = true
    this.#committed.close()
    this.#memory.overlayGrew(-this.#toldBytes)
    this.#toldBytes = 0
  }

  #overlaid(range: ByteRange): Cursor<ByteRow> {
    const rows = new OverlaidCursor({ committed: this.#committed, overlay: this.#overlay, range })
    // The walk has put the overlay in order, and order takes memory too.
    this.#tell()
    return rows
  }

  /**
   * A range that has been written into again loses its rows one by one, within the batch: to delete it as a range
   * after the batch would take the new rows too. False if nothing was written into it.
   */
  #clearInto(batch: Batch, range: ByteRange): boolean {
    const written = this.#overlay.written.range(range)
    const isWritten = written.next() !== null
    written.close()
    if (!isWritten) return false
    const rows = this.#part.scan(range)
    for (let row = rows.next(); row !== null; row = rows.next()) this.#part.deleteInto(batch, row.key)
    rows.close()
    return true
  }

  #putPast(batch: Batch, key: Buffer, value: Buffer): void {
    if (this.#isClearedPast) throw this.#mistake('are written to within the step that has cleared them')
    this.#part.putInto(batch, key, value)
    this.#committed.passedBy(1)
  }

  #deletePast(batch: Batch, key: Buffer): void {
    this.#part.deleteInto(batch, key)
    this.#committed.passedBy(-1)
  }

  #clearPast(): void {
    this.#isClearedPast = true
    this.#direct.cleared.push(this.#part.fullRange({}))
    this.#committed.clear({})
  }

  /** A mistake of ours. The text is made when it is needed, as this stands on the way of each row. */
  #mistake(what: string): Error {
    return new assert.AssertionError({ message: `rows of ${this.#part.column} ${what}` })
  }

  #countRows(): number {
    let count = 0
    const rows = this.range({})
    while (rows.next() !== null) count++
    return count
  }

  #hash(key: Buffer): number {
    if (key !== this.#lastKey) {
      this.#lastHash = hashOf(key)
      this.#lastKey = key
    }
    return this.#lastHash
  }

  #changed(): void {
    if (this.#isClosed) throw this.#mistake('were cleared, and are written to after the commit')
    this.#tell()
    if (this.#isChanged) return
    this.#isChanged = true
    this.#onChange(this)
  }

  #tell(): void {
    const { bytes } = this.#overlay
    if (bytes === this.#toldBytes) return
    this.#memory.overlayGrew(bytes - this.#toldBytes)
    this.#toldBytes = bytes
  }
}
