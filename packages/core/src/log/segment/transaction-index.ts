/**
 * The aborted transactions whose markers lie in a segment, in the order of the markers. A consumer
 * that reads committed records only is told those that overlap what it fetched. Most segments have
 * none, and then no file either: there is something to save only once there is an entry.
 *
 *     int16  version 0             int64  producer id          int64  first offset
 *     int64  the marker's offset   int64  last stable offset once the marker was written
 */
import assert from 'node:assert/strict'
import { CorruptIndexError } from '../errors.ts'
import { checkWholeEntries, type IndexPlace } from './index-file.ts'
import { SparseTable } from './sparse-table.ts'

const ENTRY_BYTES = 34
const PRODUCER_ID_AT = 2
const FIRST_OFFSET_AT = 10
const LAST_OFFSET_AT = 18
const LAST_STABLE_OFFSET_AT = 26

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
  /** The offset of the marker. */
  readonly lastOffset: number
  /** The first offset behind the marker, or that of the oldest transaction which was open then. */
  readonly lastStableOffset: number
}

export interface AbortedInRange {
  readonly transactions: AbortedTransaction[]
  /** Whether later segments can have no more of them. */
  readonly isComplete: boolean
}

export class TransactionIndex {
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
  static from(bytes: Buffer, place: IndexPlace): TransactionIndex {
    checkWholeEntries(bytes, ENTRY_BYTES, place.path)
    const index = new TransactionIndex(place.baseOffset, new SparseTable(ENTRY_BYTES, bytes))
    index.#check(place.path)
    return index
  }

  get entryCount(): number {
    return this.#table.count
  }

  get sizeInBytes(): number {
    return this.#table.count * ENTRY_BYTES
  }

  append({ producerId, firstOffset, lastOffset, lastStableOffset }: AbortedTransaction): void {
    const { count } = this.#table
    assert.ok(lastOffset >= this.baseOffset, `a marker at ${lastOffset} in a segment from ${this.baseOffset} on`)
    assert.ok(count === 0 || lastOffset > this.#lastOffset(count - 1), `a marker at ${lastOffset} after a later one`)
    const slot = this.#table.append()
    this.#table.setInt64(slot, PRODUCER_ID_AT, producerId)
    this.#table.setInt64(slot, FIRST_OFFSET_AT, firstOffset)
    this.#table.setInt64(slot, LAST_OFFSET_AT, lastOffset)
    this.#table.setInt64(slot, LAST_STABLE_OFFSET_AT, lastStableOffset)
  }

  /** The transactions that overlap the offsets from `fetchOffset` to before `upperBoundOffset`. */
  collect(fetchOffset: number, upperBoundOffset: number): AbortedInRange {
    const transactions: AbortedTransaction[] = []
    for (let slot = this.#firstSlotFrom(fetchOffset); slot < this.#table.count; slot++) {
      const transaction = this.#transaction(slot)
      if (transaction.firstOffset < upperBoundOffset) transactions.push(transaction)
      // What ends later began no earlier than what was stable by then.
      if (transaction.lastStableOffset >= upperBoundOffset) return { transactions, isComplete: true }
    }
    return { transactions, isComplete: false }
  }

  /** All entries, as `kafka-dump-log` shows them. */
  all(): AbortedTransaction[] {
    return Array.from({ length: this.#table.count }, (_, slot) => this.#transaction(slot))
  }

  /** What to save; a view that the next change makes invalid. */
  bytes(): Buffer {
    return this.#table.bytes()
  }

  /** The first slot whose marker lies at or after the offset. */
  #firstSlotFrom(offset: number): number {
    return this.#table.lastSlotAtMost64(LAST_OFFSET_AT, offset - 1) + 1
  }

  #lastOffset(slot: number): number {
    return this.#table.int64(slot, LAST_OFFSET_AT)
  }

  #transaction(slot: number): AbortedTransaction {
    return {
      producerId: this.#table.int64(slot, PRODUCER_ID_AT),
      firstOffset: this.#table.int64(slot, FIRST_OFFSET_AT),
      lastOffset: this.#lastOffset(slot),
      lastStableOffset: this.#table.int64(slot, LAST_STABLE_OFFSET_AT),
    }
  }

  #check(path: string): void {
    let previous = this.baseOffset - 1
    for (let slot = 0; slot < this.#table.count; slot++) {
      const version = this.#table.int32(slot, 0) >> 16
      const { firstOffset, lastOffset } = this.#transaction(slot)
      const isRight = version === 0 && lastOffset > previous && firstOffset < lastOffset // so zeros are none
      if (!isRight || !Number.isSafeInteger(lastOffset)) {
        const expected = `entry ${slot} of version 0 with a marker behind offset ${previous}`
        const found = `version ${version}, offsets ${firstOffset} to ${lastOffset}`
        throw new CorruptIndexError({ path, expected, found })
      }
      previous = lastOffset
    }
  }
}
