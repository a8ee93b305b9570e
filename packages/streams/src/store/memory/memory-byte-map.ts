/** The map of bytes in memory. */
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

  get(key: Buffer): Buffer | null {
    const row = this.#rows.find(key)
    return row === none ? null : this.#rows.value(row)
  }

  put(key: Buffer, value: Buffer): void {
    this.#rows.put(key, value)
  }

  delete(key: Buffer): void {
    this.#rows.delete(key)
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
