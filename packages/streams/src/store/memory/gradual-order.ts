/**
 * Rows on their way into the order of their keys, as many at a time as the turn of a reader from outside allows: to sort
 * a million of them at once would keep the task from its work for seconds. Rows that come meanwhile are put in at once;
 * of one that goes before it was put in, the number is not another row's until it was passed by.
 */
import type { Turn } from '../contract/turn.ts'
import { turnIsOver } from '../contract/turn.ts'
import type { RowTable } from './row-table.ts'
import { SortedRows } from './sorted-rows.ts'

export class GradualOrder {
  readonly sorted: SortedRows
  readonly #table: RowTable
  readonly #rows: Int32Array
  #next = 0
  /** A one for each row, by its number, that is in order. */
  #isOrdered: Uint8Array

  constructor(table: RowTable) {
    this.#table = table
    this.#rows = table.rows()
    this.#isOrdered = new Uint8Array(this.#rows.length * 2)
    this.sorted = new SortedRows(table, new Int32Array(0))
  }

  has(row: number): boolean {
    return this.#isOrdered[row] === 1
  }

  add(row: number): void {
    if (row >= this.#isOrdered.length) this.#growFor(row)
    this.#isOrdered[row] = 1
    this.sorted.add(row)
  }

  /** Takes a row out again that is in order. */
  remove(row: number, key: Buffer): void {
    this.#isOrdered[row] = 0
    this.sorted.remove(key)
  }

  /** Returns when all rows are in order; until then throws `turnIsOver` when the turn is. */
  goOn(turn: Turn): void {
    while (this.#next < this.#rows.length) {
      const row = this.#rows[this.#next++] as number
      if (this.#table.isRow(row)) this.add(row)
      else this.#table.release(row)
      if (turn.passesRow()) throw turnIsOver
    }
  }

  /** Nobody goes on with it: the numbers of rows that have gone are free again. */
  abandon(): void {
    for (const row of this.#rows.subarray(this.#next)) if (!this.#table.isRow(row)) this.#table.release(row)
  }

  #growFor(row: number): void {
    const grown = new Uint8Array(row * 2)
    grown.set(this.#isOrdered)
    this.#isOrdered = grown
  }
}
