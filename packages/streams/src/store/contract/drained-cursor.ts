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
  /** Null for a task, which has the rows as they are now, whatever it writes before it asks. */
  readonly #runs: SortedRuns<Row> | null
  #drained: Cursor<Row> | null = null

  /** Without `compare` the rows keep their order; equal ones do so anyway. */
  constructor(rows: Cursor<Row>, compare: Compare<Row> | null = null) {
    this.#rows = rows
    this.#runs = Turn.now === null ? null : new SortedRuns(compare ?? allEqual)
    if (this.#runs === null) this.#drained = drainAtOnce(rows, compare)
  }

  next(): Row | null {
    this.#drained ??= this.#drainInto(this.#runs as SortedRuns<Row>)
    return this.#drained.next()
  }

  close(): void {
    this.#rows.close()
    this.#drained = new ListCursor<Row>([])
  }

  #drainInto(runs: SortedRuns<Row>): Cursor<Row> {
    const turn = Turn.now
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      runs.add(row)
      if (turn?.passesRow()) throw turnIsOver
    }
    return runs
  }
}

const allEqual = () => 0

function drainAtOnce<Row>(rows: Cursor<Row>, compare: Compare<Row> | null): Cursor<Row> {
  const list = drain(rows)
  return new ListCursor(compare === null ? list : list.sort(compare))
}
