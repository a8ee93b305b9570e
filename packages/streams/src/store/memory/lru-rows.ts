/**
 * Rows in memory of which only so many are kept: beyond, the one that was got or put least recently leaves, and
 * somebody is told. A scan sees the rows that were there when it began, and counts for no use; nor do looks from outside.
 */
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { Turn } from '../contract/turn.ts'
import { MemoryByteMap } from './memory-byte-map.ts'
import { ownBytes } from './own-bytes.ts'

export class LruRows implements ByteRows {
  readonly #entriesMax: number
  readonly #onEvicted: (key: Buffer) => void
  /** By their keys as text, the least recently used first. */
  readonly #rows = new Map<string, ByteRow>()

  constructor(entriesMax: number, onEvicted: (key: Buffer) => void) {
    this.#entriesMax = entriesMax
    this.#onEvicted = onEvicted
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: Buffer): Buffer | null {
    const text = key.toString('latin1')
    const row = this.#rows.get(text)
    if (row === undefined) return null
    if (Turn.now !== null) return row.value
    this.#rows.delete(text)
    this.#rows.set(text, row)
    return row.value
  }

  put(key: Buffer, value: Buffer): void {
    const text = key.toString('latin1')
    this.#rows.delete(text)
    this.#rows.set(text, { key: ownBytes(key), value: ownBytes(value) })
    if (this.#rows.size <= this.#entriesMax) return
    for (const [eldest, row] of this.#rows) {
      this.#rows.delete(eldest)
      this.#onEvicted(row.key)
      return
    }
  }

  delete(key: Buffer): void {
    this.#rows.delete(key.toString('latin1'))
  }

  clear(): void {
    this.#rows.clear()
  }

  range(range: ByteRange): Cursor<ByteRow> {
    const sorted = new MemoryByteMap()
    for (const { key, value } of this.#rows.values()) sorted.put(key, value)
    return sorted.range(range)
  }
}
