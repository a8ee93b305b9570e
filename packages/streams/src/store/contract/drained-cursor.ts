/**
 * Rows that have to be had altogether before the first of them is given out, because they are given out in another
 * order, or because those who are read after them would be too early. Who reads from outside collects them turn by turn.
 */
import { type Cursor, drain, ListCursor } from './cursor.ts'
import { SortedRuns } from './sorted-runs.ts'
import { Turn, turnIsOver } from './turn.ts'

type Compare<Row> = (left: Row, right: Row) => number

export class DrainedCursor<Row> implements Cursor<Row> {
  readonly #rows: Cursor<Row>
  readonly #runs: SortedRuns<Row>
  #drained: Cursor<Row> | null = null

  /** Without `compare` the rows keep their order; equal ones do so anyway. */
  constructor(rows: Cursor<Row>, compare: Compare<Row> | null = null) {
    this.#rows = rows
    this.#runs = new SortedRuns(compare ?? (() => 0))
    // A task has it as it is now, whatever it writes before it asks.
    if (Turn.now === null) this.#drained = drainAtOnce(rows, compare)
  }

  next(): Row | null {
    this.#drained ??= this.#drain()
    return this.#drained.next()
  }

  close(): void {
    this.#rows.close()
    this.#runs.close()
    this.#drained = this.#runs
  }

  #drain(): Cursor<Row> {
    const turn = Turn.now
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      this.#runs.add(row)
      if (turn?.passesRow()) throw turnIsOver
    }
    return this.#runs
  }
}

function drainAtOnce<Row>(rows: Cursor<Row>, compare: Compare<Row> | null): Cursor<Row> {
  const list = drain(rows)
  return new ListCursor(compare === null ? list : list.sort(compare))
}
