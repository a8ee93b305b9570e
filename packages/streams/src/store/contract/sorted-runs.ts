/**
 * Rows that are collected in any order and given out in another one, without a step that takes as long as there are rows:
 * runs are sorted as soon as they are full, and merged as rows are asked for. Equal rows stay in the order that they had.
 */
import type { Cursor } from './cursor.ts'

const runRowsMax = 1024

interface Run<Row> {
  readonly rows: Row[]
  readonly number: number
  at: number
}

export class SortedRuns<Row> implements Cursor<Row> {
  readonly #compare: (left: Row, right: Row) => number
  #filling: Row[] = []
  #count = 0
  /** A heap by what the runs give next: none comes before the one at half its index. */
  #runs: Run<Row>[] = []

  constructor(compare: (left: Row, right: Row) => number) {
    this.#compare = compare
  }

  add(row: Row): void {
    this.#filling.push(row)
    if (this.#filling.length === runRowsMax) this.#endRun()
  }

  /** The first row of those that are left, when all have been added. */
  next(): Row | null {
    if (this.#filling.length > 0) this.#endRun()
    const first = this.#runs[0]
    if (first === undefined) return null
    const row = first.rows[first.at] as Row
    first.at += 1
    if (first.at === first.rows.length) {
      const last = this.#runs.pop() as Run<Row>
      if (this.#runs.length > 0) this.#runs[0] = last
    }
    this.#sink()
    return row
  }

  close(): void {
    this.#filling = []
    this.#runs = []
  }

  #endRun(): void {
    const rows = this.#filling.sort(this.#compare)
    this.#filling = []
    const run = { rows, number: this.#count++, at: 0 }
    const runs = this.#runs
    let at = runs.push(run) - 1
    while (at > 0) {
      const above = (at - 1) >>> 1
      if (this.#isBefore(runs[above] as Run<Row>, run)) break
      runs[at] = runs[above] as Run<Row>
      at = above
    }
    runs[at] = run
  }

  #sink(): void {
    const runs = this.#runs
    const run = runs[0]
    if (run === undefined) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= runs.length) break
      const other = runs[below + 1]
      if (other !== undefined && this.#isBefore(other, runs[below] as Run<Row>)) below += 1
      if (this.#isBefore(run, runs[below] as Run<Row>)) break
      runs[at] = runs[below] as Run<Row>
      at = below
    }
    runs[at] = run
  }

  #isBefore(left: Run<Row>, right: Run<Row>): boolean {
    const order = this.#compare(left.rows[left.at] as Row, right.rows[right.at] as Row)
    return order === 0 ? left.number < right.number : order < 0
  }
}
