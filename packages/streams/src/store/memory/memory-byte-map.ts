/** The map of bytes in memory. */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
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

  range(range: ByteRange): StoreIterator<ByteRow> {
    return new MemoryByteIterator(this.#rows, range)
  }

  deleteRange(range: ByteRange): void {
    this.#rows.deleteRange(range)
  }

  clear(): void {
    this.#rows.clear()
  }
}

class MemoryByteIterator implements StoreIterator<ByteRow> {
  readonly #rows: OrderedRows
  readonly #walk: RowWalk

  constructor(rows: OrderedRows, range: ByteRange) {
    this.#rows = rows
    this.#walk = rows.walk(range)
  }

  next(): IteratorResult<ByteRow> {
    const row = this.#walk.next()
    if (row === none) return { done: true, value: undefined }
    return { done: false, value: { key: this.#walk.key, value: this.#rows.value(row) } }
  }

  return(): IteratorResult<ByteRow> {
    this.close()
    return { done: true, value: undefined }
  }

  close(): void {
    this.#walk.close()
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
