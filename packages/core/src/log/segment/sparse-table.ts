/**
 * Entries of one size, one behind the other, in the layout in which they lie on disk: what the three
 * indexes of a segment have in common. The whole table is one buffer in memory, which is saved in one
 * write when the segment is flushed, rolled or closed; after a crash it is rebuilt from the segment,
 * so it need not be durable before. Looking up allocates nothing.
 */
import assert from 'node:assert/strict'

const TWO_TO_32 = 0x100000000
const SMALLEST_BYTES = 384
const NO_BYTES = Buffer.alloc(0)

export class SparseTable {
  readonly entryBytes: number
  #bytes: Buffer
  #view: DataView
  #count: number

  /** A table of the entries in `saved`, of which it becomes the owner. */
  constructor(entryBytes: number, saved: Buffer = NO_BYTES) {
    assert.equal(saved.length % entryBytes, 0, 'a table of whole entries')
    this.entryBytes = entryBytes
    this.#bytes = saved
    this.#view = viewOf(saved)
    this.#count = saved.length / entryBytes
  }

  get count(): number {
    return this.#count
  }

  /** The entries, as a view that the next change makes invalid. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#count * this.entryBytes)
  }

  int32(slot: number, column: number): number {
    return this.#view.getInt32(slot * this.entryBytes + column)
  }

  int64(slot: number, column: number): number {
    const at = slot * this.entryBytes + column
    return this.#view.getInt32(at) * TWO_TO_32 + this.#view.getUint32(at + 4)
  }

  setInt32(slot: number, column: number, value: number): void {
    this.#view.setInt32(slot * this.entryBytes + column, value)
  }

  setInt64(slot: number, column: number, value: number): void {
    const at = slot * this.entryBytes + column
    this.#view.setInt32(at, Math.floor(value / TWO_TO_32))
    this.#view.setUint32(at + 4, value >>> 0)
  }

  /** Makes room for one more entry, all zeros, and gives its slot. */
  append(): number {
    const start = this.#count * this.entryBytes
    const end = start + this.entryBytes
    if (end > this.#bytes.length) this.#grow(end)
    this.#bytes.fill(0, start, end)
    return this.#count++
  }

  /** The last slot whose int32 is at most `target`, or -1. The column must not go down. */
  lastSlotAtMost32(column: number, target: number): number {
    let low = -1
    let high = this.#count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.int32(middle, column) <= target) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The last slot whose int64 is at most `target`, or -1. The column must not go down. */
  lastSlotAtMost64(column: number, target: number): number {
    let low = -1
    let high = this.#count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.int64(middle, column) <= target) low = middle
      else high = middle - 1
    }
    return low
  }

  #grow(bytesMin: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(bytesMin, SMALLEST_BYTES, 2 * this.#bytes.length))
    this.#bytes.copy(grown)
    this.#bytes = grown
    this.#view = viewOf(grown)
  }
}

/** Its reads are one instruction each, unlike the buffer's own. */
function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
