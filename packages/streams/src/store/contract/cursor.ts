/**
 * Rows in order, pulled one after the other by the layers of stores: what an iterator is on the way from where
 * rows lie to whoever asked. Null is the end, and stays so. Closing it twice does nothing.
 */
export interface Cursor<Row> {
  next(): Row | null
  close(): void
}

/** Rows that lie in a list. */
export class ListCursor<Row> implements Cursor<Row> {
  readonly #rows: readonly Row[]
  #next = 0

  constructor(rows: readonly Row[]) {
    this.#rows = rows
  }

  next(): Row | null {
    const row = this.#rows[this.#next]
    if (row === undefined) return null
    this.#next += 1
    return row
  }

  close(): void {
    this.#next = this.#rows.length
  }
}

/** All that is left of a cursor, which is closed after. */
export function drain<Row>(cursor: Cursor<Row>): Row[] {
  const rows: Row[] = []
  for (let row = cursor.next(); row !== null; row = cursor.next()) rows.push(row)
  cursor.close()
  return rows
}
