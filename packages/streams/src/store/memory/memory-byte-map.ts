/**
 * The map of bytes in memory. Gets and puts go by hash; the order of keys is kept only from the first scan on,
 * and rows that came since the last scan wait for the next one, so that whoever never scans never pays.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { hashOf } from './key-hash.ts'
import { MemoryByteIterator } from './memory-byte-iterator.ts'
import { none, RowTable } from './row-table.ts'
import { isEarlier, SortedRows } from './sorted-rows.ts'

/** So many rows may always wait for a scan; when there are more, and more than the others, the order is forgotten. */
const waitingMax = 4096

export class MemoryByteMap implements ByteMap {
  readonly #table = new RowTable()
  /** Null as long as nobody has scanned. */
  #sorted: SortedRows | null = null
  /** Rows that `#sorted` does not know yet. */
  #waiting: number[] = []
  /** Grows with each scan: a row that is as old as this, and no older, waits. */
  #scans = 0

  get size(): number {
    return this.#table.size
  }

  get(key: Buffer): Buffer | null {
    const row = this.#table.find(key, hashOf(key))
    return row === none ? null : this.#table.value(row)
  }

  put(key: Buffer, value: Buffer): void {
    const hash = hashOf(key)
    const row = this.#table.find(key, hash)
    if (row !== none) {
      this.#table.setValue(row, value)
      return
    }
    const added = this.#table.add(key, value, { hash, born: this.#scans })
    if (this.#sorted === null) return
    this.#waiting.push(added)
    if (this.#waiting.length > Math.max(waitingMax, this.size / 2)) this.#forgetOrder()
  }

  delete(key: Buffer): void {
    const row = this.#table.find(key, hashOf(key))
    if (row === none) return
    const isSorted = this.#sorted !== null && this.#table.born(row) < this.#scans
    if (isSorted) this.#sorted?.remove(key)
    this.#table.remove(row)
    // The number of a row that waits is in the list, and must not be another row's before it has left it.
    if (isSorted || this.#sorted === null) this.#table.release(row)
  }

  range(range: ByteRange): StoreIterator<ByteRow> {
    this.#takeWaiting()
    this.#scans += 1
    return new MemoryByteIterator(this, { table: this.#table, scan: this.#scans, range })
  }

  deleteRange(range: ByteRange): void {
    this.#takeWaiting()
    this.#scans += 1
    const sorted = this.order()
    const from = sorted.seek(range.from ?? null)
    const end = sorted.seekEnd(range)
    if (!isEarlier(from, end)) return
    for (const row of sorted.rows(from, end)) {
      this.#table.remove(row)
      this.#table.release(row)
    }
    sorted.removeSpan(from, end)
  }

  clear(): void {
    this.#forgetOrder()
    this.#table.clear()
  }

  /** The order of the rows, for iterators; without those that wait. */
  order(): SortedRows {
    if (this.#sorted === null) {
      this.#sorted = new SortedRows(this.#table, this.#table.rows())
      this.#scans += 1
    }
    return this.#sorted
  }

  #takeWaiting(): void {
    const waiting = this.#waiting
    if (waiting.length > this.size / 4) this.#forgetOrder()
    const sorted = this.order()
    if (waiting !== this.#waiting) return
    for (const row of waiting) {
      if (this.#table.isRow(row)) sorted.add(row)
      else this.#table.release(row)
    }
    waiting.length = 0
  }

  #forgetOrder(): void {
    for (const row of this.#waiting) if (!this.#table.isRow(row)) this.#table.release(row)
    this.#sorted = null
    this.#waiting = []
  }
}
