/**
 * A walk over committed rows and what was written since, both at once. Like any walk it shows the rows that were
 * there when it began, with the values that they have when they are reached; the committed side is as it was then.
 */
import type { ByteRange, ByteRow } from '../contract/byte-map.ts'
import { type Cursor, ListCursor } from '../contract/cursor.ts'
import { Turn } from '../contract/turn.ts'
import type { Overlay } from './overlay.ts'

const hidesNothing = () => false

const noRows = new ListCursor<ByteRow>([])

interface OverlaidCursorOptions {
  readonly committed: { scan(range: ByteRange): Cursor<ByteRow> }
  readonly overlay: Overlay
  readonly range: ByteRange
}

export class OverlaidCursor implements Cursor<ByteRow> {
  readonly #committed: Cursor<ByteRow>
  readonly #written: Cursor<ByteRow>
  readonly #overlay: Overlay
  readonly #wasHidden: (key: Buffer) => boolean
  readonly #sign: number
  #nextCommitted: ByteRow | null
  #nextWritten: ByteRow | null

  constructor({ committed, overlay, range }: OverlaidCursorOptions) {
    this.#overlay = overlay
    // Of rows that come later the walk sees none.
    this.#written = overlay.written.size === 0 ? noRows : overlay.written.range(range)
    // Within a turn nothing comes back, and the next one begins anew.
    this.#wasHidden = Turn.now === null ? overlay.hiddenIn(range) : hidesNothing
    this.#sign = range.order === 'reverse' ? -1 : 1
    // Opened last: the turn of a reader may be over before what was written is in order.
    this.#committed = committed.scan(range)
    this.#nextCommitted = this.#committed.next()
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
      const row = order < 0 ? this.#fromCommitted(committed as ByteRow) : this.#fromOverlay(written as ByteRow)
      if (row !== null) return row
    }
  }

  close(): void {
    this.#committed.close()
    this.#written.close()
    this.#nextCommitted = null
    this.#nextWritten = null
  }

  /** A committed row, unless it was hidden when the walk began or is gone by now; with its value of now. */
  #fromCommitted(row: ByteRow): ByteRow | null {
    if (this.#wasHidden(row.key)) return null
    if (this.#overlay.isEmpty) return row
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
