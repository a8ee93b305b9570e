/**
 * A walk over a range of a map in memory. Between two rows anything may happen to the map: the iterator then looks
 * for its place again by the key of its last row, and passes over rows that are younger than itself.
 */
import type { ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import type { RowTable } from './row-table.ts'
import type { Place, SortedRows } from './sorted-rows.ts'

/** What an iterator sees of its map: the order of the rows, another object once it was forgotten in between. */
export interface Ordered {
  order(): SortedRows
}

export class MemoryByteIterator implements StoreIterator<ByteRow> {
  readonly #map: Ordered
  readonly #table: RowTable
  readonly #scan: number
  readonly #range: ByteRange
  readonly #isReverse: boolean
  #sorted: SortedRows | null = null
  #version = 0
  #place: Place = { leaf: 0, index: 0 }
  #lastKey: Buffer | null = null
  #isDone = false

  constructor(map: Ordered, on: { table: RowTable; scan: number; range: ByteRange }) {
    this.#map = map
    this.#table = on.table
    this.#scan = on.scan
    this.#range = on.range
    this.#isReverse = on.range.order === 'reverse'
  }

  next(): IteratorResult<ByteRow> {
    while (!this.#isDone) {
      const row = this.#step()
      if (row === undefined) break
      if (this.#table.born(row) >= this.#scan) continue
      const key = this.#table.key(row)
      if (this.#isBeyond(key)) break
      this.#lastKey = key
      return { done: false, value: { key, value: this.#table.value(row) } }
    }
    this.close()
    return { done: true, value: undefined }
  }

  /** The next row in order, whether it is to be seen or not. */
  #step(): number | undefined {
    const sorted = this.#map.order()
    if (sorted === this.#sorted && sorted.version === this.#version) {
      if (this.#isReverse) sorted.backward(this.#place)
      else sorted.forward(this.#place)
      return sorted.at(this.#place)
    }
    this.#sorted = sorted
    this.#version = sorted.version
    this.#place = this.#isReverse ? this.#seekBackward(sorted) : this.#seekForward(sorted)
    return sorted.at(this.#place)
  }

  #seekForward(sorted: SortedRows): Place {
    return this.#lastKey === null ? sorted.seek(this.#range.from ?? null) : sorted.seek(this.#lastKey, true)
  }

  #seekBackward(sorted: SortedRows): Place {
    const place = this.#lastKey === null ? sorted.seekEnd(this.#range) : sorted.seek(this.#lastKey)
    sorted.backward(place)
    return place
  }

  #isBeyond(key: Buffer): boolean {
    const { from, to, before } = this.#range
    if (this.#isReverse) return from != null && key.compare(from) < 0
    return (to != null && key.compare(to) > 0) || (before != null && key.compare(before) >= 0)
  }

  close(): void {
    this.#isDone = true
    this.#lastKey = null
    this.#sorted = null
  }

  return(): IteratorResult<ByteRow> {
    this.close()
    return { done: true, value: undefined }
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
