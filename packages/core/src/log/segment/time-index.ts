/**
 * From which offset on a segment has timestamps as late as a given one. An entry says: this timestamp
 * is the latest up to here, and this is the offset of the batch that has it. Timestamps go up from
 * entry to entry, and offsets do not go back. One slot is kept free for the entry that is written when
 * the segment is rolled, which says the segment's latest timestamp.
 *
 *     int64  timestamp     int32  offset - base offset
 */
import assert from 'node:assert/strict'
import { CorruptIndexError } from '../errors.ts'
import { type IndexPlace, savedEntries } from './index-file.ts'
import { SparseTable } from './sparse-table.ts'

const ENTRY_BYTES = 12
const TIMESTAMP_AT = 0
const OFFSET_AT = 8
const INT32_MAX = 0x7fffffff
const NO_TIMESTAMP = -1

export class TimeIndex {
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
  static from(bytes: Buffer, { path, baseOffset }: IndexPlace): TimeIndex {
    const table = new SparseTable(ENTRY_BYTES, savedEntries(bytes, ENTRY_BYTES, path))
    checkRising(table, path)
    return new TimeIndex(baseOffset, table)
  }

  get entryCount(): number {
    return this.#table.count
  }

  get sizeInBytes(): number {
    return this.#table.count * ENTRY_BYTES
  }

  /** The timestamp of the last entry; -1 where there is none. */
  get lastTimestamp(): number {
    const slot = this.#table.count - 1
    return slot < 0 ? NO_TIMESTAMP : this.#table.int64(slot, TIMESTAMP_AT)
  }

  /** The offset of the last entry; the base offset where there is none. */
  get lastOffset(): number {
    return this.#offsetAt(this.#table.count - 1)
  }

  /** Whether only the slot is left that is kept for the roll. */
  isFull(maxIndexBytes: number): boolean {
    return this.#table.count >= Math.floor(maxIndexBytes / ENTRY_BYTES) - 1
  }

  /** Adds an entry if the timestamp is later than the last one. */
  append(timestamp: number, offset: number): void {
    const lastTimestamp = this.lastTimestamp
    const lastOffset = this.lastOffset
    const relative = offset - this.baseOffset
    assert.ok(offset >= lastOffset && relative <= INT32_MAX, `offset ${offset} after ${lastOffset}`)
    assert.ok(this.entryCount === 0 || timestamp >= lastTimestamp, `timestamp ${timestamp} after ${lastTimestamp}`)
    if (timestamp <= lastTimestamp) return
    const slot = this.#table.append()
    this.#table.setInt64(slot, TIMESTAMP_AT, timestamp)
    this.#table.setInt32(slot, OFFSET_AT, relative)
  }

  /** From which offset on to look for the timestamp: all batches before the one that it lies in are earlier. */
  offsetFor(timestamp: number): number {
    return this.#offsetAt(this.#table.lastSlotAtMost64(TIMESTAMP_AT, timestamp))
  }

  /** What to save; a view that the next change makes invalid. */
  bytes(): Buffer {
    return this.#table.bytes()
  }

  #offsetAt(slot: number): number {
    return slot < 0 ? this.baseOffset : this.baseOffset + this.#table.int32(slot, OFFSET_AT)
  }
}

function checkRising(table: SparseTable, path: string): void {
  let lastTimestamp = NO_TIMESTAMP
  let lastOffset = 0
  for (let slot = 0; slot < table.count; slot++) {
    const timestamp = table.int64(slot, TIMESTAMP_AT)
    const offset = table.int32(slot, OFFSET_AT)
    if (timestamp <= lastTimestamp || offset < lastOffset || !Number.isSafeInteger(timestamp)) {
      const expected = `entry ${slot} later than ${lastTimestamp} and at or behind relative offset ${lastOffset}`
      throw new CorruptIndexError({ path, expected, found: `timestamp ${timestamp} at relative offset ${offset}` })
    }
    lastTimestamp = timestamp
    lastOffset = offset
  }
}
