/**
 * Rows by their numbers, from the one that was added last to the one that was added first. A row is in the list at
 * most once, and is moved or taken out without looking for it. Its neighbours are in two arrays: an order of a hundred
 * thousand rows is nothing to the garbage collector, and moving a row touches little memory.
 */
import { none } from '../memory/row-table.ts'

const rowsFirst = 64

export class RowList {
  #newer = new Int32Array(rowsFirst)
  #older = new Int32Array(rowsFirst)
  #newest = none
  #oldest = none

  /** `none` if the list is empty. */
  get oldest(): number {
    return this.#oldest
  }

  add(row: number): void {
    if (row >= this.#newer.length) this.#grow(row)
    this.#newer[row] = none
    this.#older[row] = this.#newest
    if (this.#newest === none) this.#oldest = row
    else this.#newer[this.#newest] = row
    this.#newest = row
  }

  remove(row: number): void {
    const newer = this.#newer[row] as number
    const older = this.#older[row] as number
    if (newer === none) this.#newest = older
    else this.#older[newer] = older
    if (older === none) this.#oldest = newer
    else this.#newer[older] = newer
  }

  /** Makes a row of the list the newest one. */
  touch(row: number): void {
    if (this.#newest === row) return
    this.remove(row)
    this.add(row)
  }

  /** The row that was added next after this one; `none` if there is none. */
  after(row: number): number {
    return this.#newer[row] as number
  }

  clear(): void {
    this.#newest = none
    this.#oldest = none
  }

  #grow(row: number): void {
    const rows = Math.max(row + 1, this.#newer.length * 2)
    const newer = new Int32Array(rows)
    const older = new Int32Array(rows)
    newer.set(this.#newer)
    older.set(this.#older)
    this.#newer = newer
    this.#older = older
  }
}
