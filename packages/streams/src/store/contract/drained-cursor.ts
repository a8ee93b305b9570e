/**
 * Rows that have to be had altogether before the first of them is given out, because they are given out in another
 * order, or because those who are read after them would be too early. Who reads from outside collects them turn by turn.
 */
import { type Cursor, ListCursor } from './cursor.ts'
import { Turn, turnIsOver } from './turn.ts'

export class DrainedCursor<Row> implements Cursor<Row> {
  readonly #rows: Cursor<Row>
  readonly #compare: ((left: Row, right: Row) => number) | null
  #collected: Row[] = []
  #list: ListCursor<Row> | null = null

  /** Without `compare` the rows keep their order; equal ones do so anyway. */
  constructor(rows: Cursor<Row>, compare: ((left: Row, right: Row) => number) | null = null) {
    this.#rows = rows
    this.#compare = compare
    // A task has it as it is now, whatever it writes before it asks.
    if (Turn.now === null) this.#list = this.#drain()
  }

  next(): Row | null {
    this.#list ??= this.#drain()
    return this.#list.next()
  }

  close(): void {
    this.#rows.close()
    this.#collected = []
    this.#list = new ListCursor<Row>([])
  }

  #drain(): ListCursor<Row> {
    const turn = Turn.now
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      this.#collected.push(row)
      if (turn?.passesRow()) throw turnIsOver
    }
    this.#rows.close()
    const rows = this.#collected
    this.#collected = []
    if (this.#compare !== null) rows.sort(this.#compare)
    return new ListCursor(rows)
  }
}
