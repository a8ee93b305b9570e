/**
 * The map of bytes in memory. It knows what it takes of memory, which lies outside of the garbage collector's heap
 * for the most part. Who looks for a key in several maps hashes it once, and gives the hash along.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { OrderedRows } from './ordered-rows.ts'
import { none } from './row-table.ts'
import type { RowWalk } from './row-walk.ts'

export class MemoryByteMap implements ByteMap {
  readonly #rows = new OrderedRows()

  get size(): number {
    return this.#rows.size
  }

  get bytes(): number {
    return this.#rows.bytes
  }

  /** How much larger `bytes` would be after this row had been put, were it a new one. */
  growthFor(key: Buffer, value: Buffer): number {
    return this.#rows.growthFor(key.length + value.length)
  }

  get(key: Buffer, hash?: number): Buffer | null {
    const row = this.#rows.find(key, hash)
    return row === none ? null : this.#rows.value(row)
  }

  has(key: Buffer, hash?: number): boolean {
    return this.#rows.find(key, hash) !== none
  }

  put(key: Buffer, value: Buffer, hash?: number): void {
    this.#rows.put(key, value, hash)
  }

  delete(key: Buffer, hash?: number): void {
    this.#rows.delete(key, hash)
  }

  /** Hands out all rows, in any order; nobody may change the map meanwhile. */
  forEach(take: (row: ByteRow, hash: number) => void): void {
    this.#handOut(this.#rows.rows(), take)
  }

  /** The same, nearly in the order of the keys. */
  forEachRoughlyOrdered(take: (row: ByteRow, hash: number) => void): void {
    this.#handOut(this.#rows.roughlyOrdered(), take)
  }

  range(range: ByteRange): Cursor<ByteRow> {
    return new MemoryCursor(this.#rows, range)
  }

  deleteRange(range: ByteRange): void {
    this.#rows.deleteRange(range)
  }

  clear(): void {
    this.#rows.clear()
  }

  /** Like `clear`, and keeps the room for rows to come. No walk may be under way. */
  empty(): void {
    this.#rows.empty()
  }

  #handOut(numbers: Int32Array, take: (row: ByteRow, hash: number) => void): void {
    const rows = this.#rows
    for (const row of numbers) take({ key: rows.key(row), value: rows.value(row) }, rows.hash(row))
  }
}

class MemoryCursor implements Cursor<ByteRow> {
  readonly #rows: OrderedRows
  readonly #walk: RowWalk

  constructor(rows: OrderedRows, range: ByteRange) {
    this.#rows = rows
    this.#walk = rows.walk(range)
  }

  next(): ByteRow | null {
    const row = this.#walk.next()
    return row === none ? null : { key: this.#walk.key, value: this.#rows.value(row) }
  }

  close(): void {
    this.#walk.close()
  }
}
