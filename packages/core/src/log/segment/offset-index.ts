/**
 * Where in a segment's file an offset is to be looked for. An entry says at which byte a batch begins,
 * and an offset in that batch; there is one about every `index.interval.bytes`. Offsets and positions
 * only go up.
 *
 *     int32  offset - base offset     int32  position in the file
 */
import assert from 'node:assert/strict'
import { CorruptIndexError } from '../errors.ts'
import { type IndexPlace, savedEntries } from './index-file.ts'
import { SparseTable } from './sparse-table.ts'

const ENTRY_BYTES = 8
const OFFSET_AT = 0
const POSITION_AT = 4
const INT32_MAX = 0x7fffffff

export class OffsetIndex {
  readonly baseOffset: number
  readonly #table: SparseTable

  constructor(baseOffset: number, table = new SparseTable(ENTRY_BYTES)) {
    this.baseOffset = baseOffset
    this.#table = table
  }

  /**
   * The index that was saved as `bytes`, of which it becomes the owner.
   *
   * @throws CorruptIndexError if these cannot be the entries of an index.
   */
  static from(bytes: Buffer, { path, baseOffset }: IndexPlace): OffsetIndex {
    const table = new SparseTable(ENTRY_BYTES, savedEntries(bytes, ENTRY_BYTES, path))
    checkRising(table, path)
    return new OffsetIndex(baseOffset, table)
  }

  get entryCount(): number {
    return this.#table.count
  }

  get sizeInBytes(): number {
    return this.#table.count * ENTRY_BYTES
  }

  /** The offset of the last entry; the base offset where there is none. */
  get lastOffset(): number {
    return this.#offsetAt(this.#table.count - 1)
  }

  /** The position of the last entry; 0 where there is none. */
  get lastPosition(): number {
    return this.#positionAt(this.#table.count - 1)
  }

  /** Whether one more entry would make the index larger than it may be. The segment is rolled then. */
  isFull(maxIndexBytes: number): boolean {
    return this.#table.count >= Math.floor(maxIndexBytes / ENTRY_BYTES)
  }

  /** Whether the offset lies so near to the base offset that an entry can say it. */
  canHold(offset: number): boolean {
    const relative = offset - this.baseOffset
    return relative >= 0 && relative <= INT32_MAX
  }

  append(offset: number, position: number): void {
    assert.ok(this.canHold(offset), `offset ${offset} in an index from ${this.baseOffset} on`)
    assert.ok(position >= this.lastPosition && position <= INT32_MAX, `position ${position} after ${this.lastPosition}`)
    assert.ok(this.entryCount === 0 || offset > this.lastOffset, `offset ${offset} after ${this.lastOffset}`)
    const slot = this.#table.append()
    this.#table.setInt32(slot, OFFSET_AT, offset - this.baseOffset)
    this.#table.setInt32(slot, POSITION_AT, position)
  }

  /** From which byte on to look for the offset: that of the last entry at or before it, or 0. */
  positionFor(offset: number): number {
    return this.#positionAt(this.#table.lastSlotAtMost32(OFFSET_AT, offset - this.baseOffset))
  }

  /** What to save; a view that the next change makes invalid. */
  bytes(): Buffer {
    return this.#table.bytes()
  }

  #offsetAt(slot: number): number {
    return slot < 0 ? this.baseOffset : this.baseOffset + this.#table.int32(slot, OFFSET_AT)
  }

  #positionAt(slot: number): number {
    return slot < 0 ? 0 : this.#table.int32(slot, POSITION_AT)
  }
}

function checkRising(table: SparseTable, path: string): void {
  let lastOffset = -1
  let lastPosition = 0
  for (let slot = 0; slot < table.count; slot++) {
    const offset = table.int32(slot, OFFSET_AT)
    const position = table.int32(slot, POSITION_AT)
    if (offset <= lastOffset || position < lastPosition) {
      const expected = `entry ${slot} behind relative offset ${lastOffset} and at or behind position ${lastPosition}`
      throw new CorruptIndexError({ path, expected, found: `relative offset ${offset} at position ${position}` })
    }
    lastOffset = offset
    lastPosition = position
  }
}
