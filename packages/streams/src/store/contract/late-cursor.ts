/** Rows that are looked for when the first of them is wanted, and not before. */
import type { Cursor } from './cursor.ts'

export class LateCursor<Row> implements Cursor<Row> {
  readonly #open: () => Cursor<Row>
  #rows: Cursor<Row> | null = null
  #isClosed = false

  constructor(open: () => Cursor<Row>) {
    this.#open = open
  }

  next(): Row | null {
    if (this.#isClosed) return null
    this.#rows ??= this.#open()
    return this.#rows.next()
  }

  close(): void {
    this.#isClosed = true
    this.#rows?.close()
  }
}
