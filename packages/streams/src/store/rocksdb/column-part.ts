/**
 * The rows of a column that lie under one prefix, by their keys without it: all that the disk has of a store, or of
 * one segment of it. The prefix may be empty; then this is the whole column. Nothing is kept in memory here.
 */
import { type ByteRange, type ByteRow, firstAfter } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { Batch, Database } from './database.ts'

export interface ColumnPartOptions {
  readonly database: Database
  /** The column's name. */
  readonly column: string
  readonly prefix: Buffer
}

export class ColumnPart {
  readonly column: string
  readonly #database: Database
  readonly #prefix: Buffer

  constructor({ database, column, prefix }: ColumnPartOptions) {
    this.column = column
    this.#database = database
    this.#prefix = prefix
  }

  /** With a seek on the disk. */
  get isEmpty(): boolean {
    const rows = this.scan({})
    const isEmpty = rows.next() === null
    rows.close()
    return isEmpty
  }

  get(key: Buffer): Buffer | null {
    return this.#database.get(this.column, this.#fullKey(key))
  }

  scan(range: ByteRange): Cursor<ByteRow> {
    const rows = this.#database.scan(this.column, this.fullRange(range))
    return this.#prefix.length === 0 ? rows : new PartCursor(rows, this.#prefix.length)
  }

  putInto(batch: Batch, key: Buffer, value: Buffer): void {
    batch.put(this.column, this.#fullKey(key), value)
  }

  deleteInto(batch: Batch, key: Buffer): void {
    batch.delete(this.column, this.#fullKey(key))
  }

  /** The range in the column's own keys. */
  fullRange(range: ByteRange): ByteRange {
    const prefix = this.#prefix
    if (prefix.length === 0) return range
    const { from, to, before, order } = range
    const full = { from: Buffer.concat([prefix, from ?? noBytes]), ...(order === undefined ? {} : { order }) }
    if (before != null && (to == null || before.compare(to) <= 0)) {
      return { ...full, before: Buffer.concat([prefix, before]) }
    }
    return to == null ? { ...full, before: firstAfter(prefix) } : { ...full, to: Buffer.concat([prefix, to]) }
  }

  #fullKey(key: Buffer): Buffer {
    return this.#prefix.length === 0 ? key : Buffer.concat([this.#prefix, key])
  }
}

const noBytes = Buffer.alloc(0)

class PartCursor implements Cursor<ByteRow> {
  readonly #rows: Cursor<ByteRow>
  readonly #prefixLength: number

  constructor(rows: Cursor<ByteRow>, prefixLength: number) {
    this.#rows = rows
    this.#prefixLength = prefixLength
  }

  next(): ByteRow | null {
    const row = this.#rows.next()
    return row === null ? null : { key: row.key.subarray(this.#prefixLength), value: row.value }
  }

  close(): void {
    this.#rows.close()
  }
}
