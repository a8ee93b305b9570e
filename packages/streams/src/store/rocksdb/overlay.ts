/**
 * What has been written to a column and not committed: rows, deletions, and ranges that are gone. It is read before
 * the column; a commit takes it, and a drop forgets it, as if nothing had been written since the last commit.
 */
import { type ByteRange, isWithin } from '../contract/byte-map.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'
import type { RowChange } from './database.ts'

const nothing = Buffer.alloc(0)

export class Overlay {
  readonly #written = new MemoryByteMap()
  readonly #deleted = new MemoryByteMap()
  #cleared: ByteRange[] = []

  /** Rows that were written, in order. */
  get written(): MemoryByteMap {
    return this.#written
  }

  get isEmpty(): boolean {
    return this.#written.size === 0 && this.#deleted.size === 0 && this.#cleared.length === 0
  }

  /** Whether a row of the column is not to be seen, unless it has been written again. */
  hides(key: Buffer): boolean {
    if (this.#deleted.size > 0 && this.#deleted.get(key) !== null) return true
    return this.#cleared.some((range) => isWithin(key, range))
  }

  /** The rows of a range that are hidden just now, to be asked later when some may have come back. */
  hiddenIn(range: ByteRange): (key: Buffer) => boolean {
    const keys = new Set<string>()
    if (this.#deleted.size > 0) {
      const deleted = this.#deleted.range(range)
      for (let row = deleted.next(); row !== null; row = deleted.next()) keys.add(row.key.toString('latin1'))
      deleted.close()
    }
    const cleared = [...this.#cleared]
    return (key) => (keys.size > 0 && keys.has(key.toString('latin1'))) || cleared.some((each) => isWithin(key, each))
  }

  put(key: Buffer, value: Buffer): void {
    if (this.#deleted.size > 0) this.#deleted.delete(key)
    this.#written.put(key, value)
  }

  delete(key: Buffer): void {
    this.#written.delete(key)
    this.#deleted.put(key, nothing)
  }

  deleteRange(range: ByteRange): void {
    this.#written.deleteRange(range)
    this.#deleted.deleteRange(range)
    this.#cleared.push(range)
  }

  get cleared(): readonly ByteRange[] {
    return this.#cleared
  }

  /** All changes but the cleared ranges, which come first. */
  *changes(column: string): Iterable<RowChange> {
    const deleted = this.#deleted.range({})
    for (let row = deleted.next(); row !== null; row = deleted.next()) yield { column, key: row.key, value: null }
    const written = this.#written.range({})
    for (let row = written.next(); row !== null; row = written.next()) yield { column, key: row.key, value: row.value }
  }

  forget(): void {
    this.#written.clear()
    this.#deleted.clear()
    this.#cleared = []
  }
}
