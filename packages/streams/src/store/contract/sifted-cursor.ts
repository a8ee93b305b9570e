/** The rows of a cursor as somebody reads them, without those that nobody wants, which may fill more than a turn. */
import type { Cursor } from './cursor.ts'
import { Turn, turnIsOver } from './turn.ts'

export class SiftedCursor<Raw, Row> implements Cursor<Row> {
  readonly #rows: Cursor<Raw>
  readonly #read: (raw: Raw) => Row | null

  /** `read` answers null for a row that is not wanted. */
  constructor(rows: Cursor<Raw>, read: (raw: Raw) => Row | null) {
    this.#rows = rows
    this.#read = read
  }

  next(): Row | null {
    const turn = Turn.now
    for (let raw = this.#rows.next(); raw !== null; raw = this.#rows.next()) {
      const row = this.#read(raw)
      if (row !== null) return row
      if (turn?.passesRow()) throw turnIsOver
    }
    return null
  }

  close(): void {
    this.#rows.close()
  }
}
