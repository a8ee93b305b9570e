/**
 * Rows that are found by the hash of their keys and walked in the order of them. The order is kept only from the
 * first scan on, and rows that came since the last scan wait for the next one, so that whoever never scans never
 * pays; somebody from outside, whose turns are short, has them put into order gradually. The maps of bytes in memory and
 * the caches of all stores stand on it.
 */
import type { ByteRange } from '../contract/byte-map.ts'
import { Turn } from '../contract/turn.ts'
import { GradualOrder } from './gradual-order.ts'
import { hashOf } from './key-hash.ts'
import { roughlyOrdered } from './rough-order.ts'
import { none, RowTable } from './row-table.ts'
import { RowWalk } from './row-walk.ts'
import { isEarlier, SortedRows } from './sorted-rows.ts'

/** So many rows may always wait for a scan; when there are more, and more than the others, the order is forgotten. */
const waitingMax = 4096
const waitingBytes = 8

export class OrderedRows {
  readonly #table = new RowTable()
  /** Null as long as nobody has scanned. */
  #sorted: SortedRows | null = null
  /** What `#sorted` will be, while somebody from outside has it made. */
  #gradual: GradualOrder | null = null
  /** Rows that `#sorted` does not know yet. */
  #waiting: number[] = []
  /** Grows with each scan: a row that is as old as this, and no older, waits. */
  #scans = 0

  get size(): number {
    return this.#table.size
  }

  /** What the rows and their order take of memory. */
  get bytes(): number {
    const orderBytes = (this.#gradual?.sorted ?? this.#sorted)?.bytes ?? 0
    return this.#table.bytes + orderBytes + this.#waiting.length * waitingBytes
  }

  /** How much larger `bytes` would be after a row with key and value of this length had been added. */
  growthFor(length: number): number {
    return this.#table.growthFor(length)
  }

  /** All rows, in any order. */
  rows(): Int32Array {
    return this.#table.rows()
  }

  /** All rows, nearly in the order of their keys. */
  roughlyOrdered(): Int32Array {
    return roughlyOrdered(this.#table)
  }

  /** The row with this key, or `none`. Who has the key's hash already gives it along, here and below. */
  find(key: Buffer, hash = hashOf(key)): number {
    return this.#table.find(key, hash)
  }

  hash(row: number): number {
    return this.#table.hash(row)
  }

  key(row: number): Buffer {
    return this.#table.key(row)
  }

  value(row: number): Buffer {
    return this.#table.value(row)
  }

  /** Writes the value of a row that is there. */
  setValue(row: number, value: Buffer): void {
    this.#table.setValue(row, value)
  }

  /** Writes a row, and answers its number, which stays its own as long as it is there. */
  put(key: Buffer, value: Buffer, hash = hashOf(key)): number {
    const row = this.#table.find(key, hash)
    if (row !== none) {
      this.#table.setValue(row, value)
      return row
    }
    const added = this.#table.add(key, value, { hash, born: this.#scans })
    if (this.#gradual !== null) this.#gradual.add(added)
    if (this.#sorted === null) return added
    this.#waiting.push(added)
    if (this.#waiting.length > Math.max(waitingMax, this.size / 2)) this.#forgetOrder()
    return added
  }

  /** Answers the number that the row had, or `none`. */
  delete(key: Buffer, hash = hashOf(key)): number {
    const row = this.find(key, hash)
    if (row === none) return none
    if (this.#gradual !== null) return this.#deleteFrom(this.#gradual, row, key)
    const isSorted = this.#sorted !== null && this.#table.born(row) < this.#scans
    if (isSorted) this.#sorted?.remove(key)
    this.#table.remove(row)
    // The number of a row that waits is in the list, and must not be another row's before it has left it.
    if (isSorted || this.#sorted === null) this.#table.release(row)
    return row
  }

  /** A walk over the rows that are there now; see `ByteMap.range` for what it sees of later changes. */
  walk(range: ByteRange): RowWalk {
    const turn = Turn.now
    if (turn === null) this.#takeWaiting()
    else this.#takeWaitingWithin(turn)
    this.#scans += 1
    return new RowWalk(this, { table: this.#table, scan: this.#scans, range })
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

  /** Takes all rows out and keeps their room. No walk may be under way. */
  empty(): void {
    this.#forgetOrder()
    this.#table.empty()
  }

  /** The order of the rows, for walks; without those that wait. */
  order(): SortedRows {
    if (this.#sorted === null && Turn.now !== null) return this.#orderWithin(Turn.now)
    if (this.#sorted === null) {
      this.#abandonGradual()
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

  #takeWaitingWithin(turn: Turn): void {
    if (this.#waiting.length > waitingMax) this.#forgetOrder()
    if (this.#sorted === null) this.#orderWithin(turn)
    else this.#takeWaiting()
  }

  /** @throws turnIsOver until, some turn, all rows are in order */
  #orderWithin(turn: Turn): SortedRows {
    this.#gradual ??= new GradualOrder(this.#table)
    this.#gradual.goOn(turn)
    this.#sorted = this.#gradual.sorted
    this.#gradual = null
    this.#scans += 1
    return this.#sorted
  }

  #deleteFrom(gradual: GradualOrder, row: number, key: Buffer): number {
    const isOrdered = gradual.has(row)
    if (isOrdered) gradual.remove(row, key)
    this.#table.remove(row)
    if (isOrdered) this.#table.release(row)
    return row
  }

  #abandonGradual(): void {
    this.#gradual?.abandon()
    this.#gradual = null
  }

  #forgetOrder(): void {
    this.#abandonGradual()
    for (const row of this.#waiting) if (!this.#table.isRow(row)) this.#table.release(row)
    this.#sorted = null
    this.#waiting = []
  }
}
