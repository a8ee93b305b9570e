/**
 * The rows of one column as its store sees them: what was committed, and over it what was written since. A walk
 * goes over both at once; the column's side is as it was when the walk began.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { Database } from './database.ts'
import type { Overlay } from './overlay.ts'

export interface ColumnRowsOptions {
  readonly database: Database
  readonly column: string
  readonly overlay: Overlay
}

export class ColumnRows implements ByteMap {
  readonly #database: Database
  readonly #column: string
  readonly #overlay: Overlay

  constructor({ database, column, overlay }: ColumnRowsOptions) {
    this.#database = database
    this.#column = column
    this.#overlay = overlay
  }

  /** Counted anew each time: RocksDB does not know it. */
  get size(): number {
    let count = 0
    const rows = this.range({})
    while (rows.next() !== null) count++
    return count
  }

  get(key: Buffer): Buffer | null {
    const written = this.#overlay.written.get(key)
    if (written !== null) return written
    return this.#overlay.hides(key) ? null : this.#database.get(this.#column, key)
  }

  put(key: Buffer, value: Buffer): void {
    this.#overlay.put(key, value)
  }

  delete(key: Buffer): void {
    this.#overlay.delete(key)
  }

  range(range: ByteRange): Cursor<ByteRow> {
    return new OverlaidCursor({
      committed: this.#database.scan(this.#column, range),
      overlay: this.#overlay,
      range,
    })
  }

  deleteRange(range: ByteRange): void {
    this.#overlay.deleteRange(range)
  }

  clear(): void {
    this.#overlay.deleteRange({})
  }
}

interface OverlaidCursorOptions {
  readonly committed: Cursor<ByteRow>
  readonly overlay: Overlay
  readonly range: ByteRange
}

class OverlaidCursor implements Cursor<ByteRow> {
  readonly #committed: Cursor<ByteRow>
  readonly #written: Cursor<ByteRow>
  readonly #overlay: Overlay
  readonly #wasHidden: (key: Buffer) => boolean
  readonly #sign: number
  #nextCommitted: ByteRow | null
  #nextWritten: ByteRow | null

  constructor({ committed, overlay, range }: OverlaidCursorOptions) {
    this.#committed = committed
    this.#overlay = overlay
    this.#written = overlay.written.range(range)
    this.#wasHidden = overlay.hiddenIn(range)
    this.#sign = range.order === 'reverse' ? -1 : 1
    this.#nextCommitted = committed.next()
    this.#nextWritten = this.#written.next()
  }

  next(): ByteRow | null {
    for (;;) {
      const committed = this.#nextCommitted
      const written = this.#nextWritten
      if (committed === null && written === null) return null
      const order = committed === null ? 1 : written === null ? -1 : committed.key.compare(written.key) * this.#sign
      if (order >= 0) this.#nextWritten = this.#written.next()
      if (order <= 0) this.#nextCommitted = this.#committed.next()
      const row = order < 0 ? this.#fromColumn(committed as ByteRow) : this.#fromOverlay(written as ByteRow)
      if (row !== null) return row
    }
  }

  close(): void {
    this.#committed.close()
    this.#written.close()
    this.#nextCommitted = null
    this.#nextWritten = null
  }

  /** A row of the column, unless it was hidden when the walk began or is gone by now; with its value of now. */
  #fromColumn(row: ByteRow): ByteRow | null {
    if (this.#wasHidden(row.key)) return null
    const value = this.#overlay.written.get(row.key)
    if (value !== null) return { key: row.key, value }
    return this.#overlay.hides(row.key) ? null : row
  }

  /** A row that had been written when the walk began; it was fetched before it was asked for. */
  #fromOverlay({ key }: ByteRow): ByteRow | null {
    const value = this.#overlay.written.get(key)
    return value === null ? null : { key, value }
  }
}
