/**
 * Rows of bytes found by the hash of their keys. A row is a number: its place in two arrays. Key and value lie
 * side by side in the heap, so that finding a row and reading it touch the same memory, and a million rows are a
 * handful of objects to the garbage collector. What is handed out are copies.
 */
import { ByteHeap, fitsSamePiece } from './byte-heap.ts'

/** No row. */
export const none = 0
const rowsFirst = 64
/** What is known of a row lies side by side too, in one line of the processor's cache. */
const rowCells = 8
const hashCell = 0
/** The next row of the same bucket; of a row that is free, the next one that is. */
const nextCell = 1
const addressCell = 2
/** Below zero if the row is none any more. */
const keyLengthCell = 3
const valueLengthCell = 4
/** In the arrays: its cells, when it was added, and its bucket. */
const rowBytes = rowCells * 4 + 8 + 4
/** A table that is emptied keeps its room unless it used less than this part of it. */
const usedPartMin = 1 / 4
/** Up to here a loop copies and compares faster than a call out of JavaScript. */
const loopBytesMax = 64

export class RowTable {
  #heap = new ByteHeap()
  #buckets = new Int32Array(rowsFirst)
  #cells = new Int32Array(rowsFirst * rowCells)
  #born = new Float64Array(rowsFirst)
  #size = 0
  /** One more than the highest row that was ever used. */
  #end = 1
  #freeRow = none

  get size(): number {
    return this.#size
  }

  /** What the table takes of memory. */
  get bytes(): number {
    return this.#heap.bytes + this.#born.length * rowBytes
  }

  /** How much larger `bytes` would be after a row with key and value of this length had been added. */
  growthFor(length: number): number {
    const isFull = this.#freeRow === none && this.#end === this.#born.length
    return this.#heap.growthFor(length) + (isFull ? this.#born.length * rowBytes : 0)
  }

  /** All rows, in any order. */
  rows(): Int32Array {
    const rows = new Int32Array(this.#size)
    let count = 0
    for (let row = 1; row < this.#end; row++) if (this.isRow(row)) rows[count++] = row
    return rows
  }

  /** When the row was added, as `add` was told. */
  born(row: number): number {
    return this.#born[row] as number
  }

  /** The row with this key and hash, or none. */
  find(key: Buffer, hash: number): number {
    let row = this.#buckets[hash & (this.#buckets.length - 1)] as number
    while (row !== none && (this.#cells[row * rowCells + hashCell] !== hash || !this.#hasKey(row, key)))
      row = this.#cells[row * rowCells + nextCell] as number
    return row
  }

  /** Adds a row; the key must not be there. `born` is told when somebody asks. */
  add(key: Buffer, value: Buffer, at: { hash: number; born: number }): number {
    const row = this.#takeRow()
    const bucket = at.hash & (this.#buckets.length - 1)
    this.#cells[row * rowCells + nextCell] = this.#buckets[bucket] as number
    this.#buckets[bucket] = row
    this.#cells[row * rowCells + hashCell] = at.hash
    this.#born[row] = at.born
    this.#cells[row * rowCells + keyLengthCell] = key.length
    const address = this.#heap.allocate(key.length + value.length)
    this.#cells[row * rowCells + addressCell] = address
    copy(key, this.#heap.block(address), this.#heap.offset(address))
    this.#writeValue(row, value)
    this.#size += 1
    return row
  }

  setValue(row: number, value: Buffer): void {
    const keyLength = this.#cells[row * rowCells + keyLengthCell] as number
    const before = keyLength + (this.#cells[row * rowCells + valueLengthCell] as number)
    const after = keyLength + value.length
    if (!fitsSamePiece(before, after)) {
      const key = this.key(row)
      this.#heap.free(this.#cells[row * rowCells + addressCell] as number, before)
      const address = this.#heap.allocate(after)
      this.#cells[row * rowCells + addressCell] = address
      copy(key, this.#heap.block(address), this.#heap.offset(address))
    }
    this.#writeValue(row, value)
  }

  /** Takes the row out. Its number stays taken until it is released. */
  remove(row: number): void {
    this.#unlink(row)
    const keyLength = this.#cells[row * rowCells + keyLengthCell] as number
    this.#heap.free(
      this.#cells[row * rowCells + addressCell] as number,
      keyLength + (this.#cells[row * rowCells + valueLengthCell] as number),
    )
    this.#cells[row * rowCells + keyLengthCell] = -1
    this.#size -= 1
  }

  /** Lets the number of a removed row go to a later one. */
  release(row: number): void {
    this.#cells[row * rowCells + nextCell] = this.#freeRow
    this.#freeRow = row
  }

  /** False for the numbers of rows that were removed. */
  isRow(row: number): boolean {
    return (this.#cells[row * rowCells + keyLengthCell] as number) >= 0
  }

  hash(row: number): number {
    return this.#cells[row * rowCells + hashCell] as number
  }

  key(row: number): Buffer {
    return this.#read(row, 0, this.#cells[row * rowCells + keyLengthCell] as number)
  }

  value(row: number): Buffer {
    return this.#read(
      row,
      this.#cells[row * rowCells + keyLengthCell] as number,
      this.#cells[row * rowCells + valueLengthCell] as number,
    )
  }

  /** Four bytes of the key, as a number; behind its end there are zeros. */
  keyWord(row: number, skip: number): number {
    const address = this.#cells[row * rowCells + addressCell] as number
    const block = this.#heap.block(address)
    const offset = this.#heap.offset(address)
    const end = offset + (this.#cells[row * rowCells + keyLengthCell] as number)
    let word = 0
    for (let at = offset + skip; at < offset + skip + 4; at++)
      word = (word << 8) | (at < end ? (block[at] as number) : 0)
    return word >>> 0
  }

  /** How many bytes, at most `most`, the row's key and this one begin with alike. */
  sharedLength(row: number, key: Buffer, most: number): number {
    const address = this.#cells[row * rowCells + addressCell] as number
    const block = this.#heap.block(address)
    const offset = this.#heap.offset(address)
    const end = Math.min(most, this.#cells[row * rowCells + keyLengthCell] as number)
    let shared = 0
    while (shared < end && block[offset + shared] === key[shared]) shared++
    return shared
  }

  /** Below zero if the row's key comes before this one, zero if it is this one. */
  compareKey(row: number, key: Buffer): number {
    const address = this.#cells[row * rowCells + addressCell] as number
    const offset = this.#heap.offset(address)
    const block = this.#heap.block(address)
    const length = this.#cells[row * rowCells + keyLengthCell] as number
    const both = Math.min(length, key.length)
    for (let index = 0; index < both; index++) {
      const difference = (block[offset + index] as number) - (key[index] as number)
      if (difference !== 0) return difference
    }
    return length - key.length
  }

  compareRows(left: number, right: number): number {
    const leftAddress = this.#cells[left * rowCells + addressCell] as number
    const rightAddress = this.#cells[right * rowCells + addressCell] as number
    const leftBlock = this.#heap.block(leftAddress)
    const rightBlock = this.#heap.block(rightAddress)
    const leftOffset = this.#heap.offset(leftAddress)
    const rightOffset = this.#heap.offset(rightAddress)
    const leftLength = this.#cells[left * rowCells + keyLengthCell] as number
    const rightLength = this.#cells[right * rowCells + keyLengthCell] as number
    const both = Math.min(leftLength, rightLength)
    for (let index = 0; index < both; index++) {
      const difference = (leftBlock[leftOffset + index] as number) - (rightBlock[rightOffset + index] as number)
      if (difference !== 0) return difference
    }
    return leftLength - rightLength
  }

  clear(): void {
    this.#heap = new ByteHeap()
    this.#buckets = new Int32Array(rowsFirst)
    this.#cells = new Int32Array(rowsFirst * rowCells)
    this.#born = new Float64Array(rowsFirst)
    this.#size = 0
    this.#end = 1
    this.#freeRow = none
  }

  /** Takes all rows out, and keeps the room for others. */
  empty(): void {
    if (this.#end < this.#born.length * usedPartMin && this.#born.length > rowsFirst) return this.clear()
    this.#heap.empty()
    this.#buckets.fill(none)
    this.#size = 0
    this.#end = 1
    this.#freeRow = none
  }

  #hasKey(row: number, key: Buffer): boolean {
    const { length } = key
    if (this.#cells[row * rowCells + keyLengthCell] !== length) return false
    const address = this.#cells[row * rowCells + addressCell] as number
    const block = this.#heap.block(address)
    const offset = this.#heap.offset(address)
    if (length > loopBytesMax) return key.compare(block, offset, offset + length) === 0
    for (let index = 0; index < length; index++) if (block[offset + index] !== key[index]) return false
    return true
  }

  #read(row: number, skip: number, length: number): Buffer {
    const address = this.#cells[row * rowCells + addressCell] as number
    const block = this.#heap.block(address)
    const offset = this.#heap.offset(address) + skip
    const bytes = Buffer.allocUnsafe(length)
    if (length > loopBytesMax) block.copy(bytes, 0, offset, offset + length)
    else for (let index = 0; index < length; index++) bytes[index] = block[offset + index] as number
    return bytes
  }

  #writeValue(row: number, value: Buffer): void {
    const address = this.#cells[row * rowCells + addressCell] as number
    this.#cells[row * rowCells + valueLengthCell] = value.length
    copy(
      value,
      this.#heap.block(address),
      this.#heap.offset(address) + (this.#cells[row * rowCells + keyLengthCell] as number),
    )
  }

  #unlink(row: number): void {
    const bucket = (this.#cells[row * rowCells + hashCell] as number) & (this.#buckets.length - 1)
    const after = this.#cells[row * rowCells + nextCell] as number
    let at = this.#buckets[bucket] as number
    if (at === row) {
      this.#buckets[bucket] = after
      return
    }
    while (this.#cells[at * rowCells + nextCell] !== row) at = this.#cells[at * rowCells + nextCell] as number
    this.#cells[at * rowCells + nextCell] = after
  }

  #takeRow(): number {
    const free = this.#freeRow
    if (free !== none) {
      this.#freeRow = this.#cells[free * rowCells + nextCell] as number
      return free
    }
    if (this.#end === this.#born.length) this.#grow()
    this.#end += 1
    return this.#end - 1
  }

  #grow(): void {
    const rows = this.#born.length * 2
    this.#cells = grown(this.#cells, new Int32Array(rows * rowCells))
    this.#born = grown(this.#born, new Float64Array(rows))
    this.#buckets = new Int32Array(rows)
    for (let row = 1; row < this.#end; row++) {
      // Numbers that wait to be released are in no bucket. There are no free ones, or nothing had to grow.
      if (!this.isRow(row)) continue
      const bucket = (this.#cells[row * rowCells + hashCell] as number) & (rows - 1)
      this.#cells[row * rowCells + nextCell] = this.#buckets[bucket] as number
      this.#buckets[bucket] = row
    }
  }
}

function copy(source: Buffer, target: Buffer, offset: number): void {
  const { length } = source
  if (length > loopBytesMax) source.copy(target, offset)
  else for (let index = 0; index < length; index++) target[offset + index] = source[index] as number
}

function grown<Column extends Int32Array | Float64Array>(column: Column, larger: Column): Column {
  larger.set(column)
  return larger
}
