/**
 * A walk over a range of rows in memory. Between two rows anything may happen to them: the walk then looks for its
 * place again by the key of its last row, and passes over rows that are younger than itself.
 */
import type { ByteRange } from '../contract/byte-map.ts'
import { none, type RowTable } from './row-table.ts'
import type { Place, SortedRows } from './sorted-rows.ts'

/** What a walk sees of its rows: their order, another object once it was forgotten in between. */
export interface Ordered {
  order(): SortedRows
}

export class RowWalk {
  readonly #rows: Ordered
  readonly #table: RowTable
  readonly #scan: number
  readonly #range: ByteRange
  readonly #isReverse: boolean
  #sorted: SortedRows | null = null
  #version = 0
  #place: Place = { leaf: 0, index: 0 }
  #key: Buffer | null = null
  #isDone = false

  constructor(rows: Ordered, on: { table: RowTable; scan: number; range: ByteRange }) {
    this.#rows = rows
    this.#table = on.table
    this.#scan = on.scan
    this.#range = on.range
    this.#isReverse = on.range.order === 'reverse'
  }

  /** The next row, or `none`. */
  next(): number {
    while (!this.#isDone) {
      const row = this.#step()
      if (row === undefined) break
      if (this.#table.born(row) >= this.#scan) continue
      const key = this.#table.key(row)
      if (this.#isBeyond(key)) break
      this.#key = key
      return row
    }
    this.close()
    return none
  }

  /** The key of the row that `next` answered last. */
  get key(): Buffer {
    return this.#key as Buffer
  }

  /** The next row in order, whether it is to be seen or not. */
  #step(): number | undefined {
    const sorted = this.#rows.order()
    if (sorted === this.#sorted && sorted.version === this.#version) {
      if (this.#isReverse) sorted.backward(this.#place)
      else sorted.forward(this.#place)
      return sorted.at(this.#place)
    }
    this.#sorted = sorted
    this.#version = sorted.version
    this.#place = this.#isReverse ? this.#seekBackward(sorted) : this.#seekForward(sorted)
    return sorted.at(this.#place)
  }

  #seekForward(sorted: SortedRows): Place {
    return this.#key === null ? sorted.seek(this.#range.from ?? null) : sorted.seek(this.#key, true)
  }

  #seekBackward(sorted: SortedRows): Place {
    const place = this.#key === null ? sorted.seekEnd(this.#range) : sorted.seek(this.#key)
    sorted.backward(place)
    return place
  }

  #isBeyond(key: Buffer): boolean {
    const { from, to, before } = this.#range
    if (this.#isReverse) return from != null && key.compare(from) < 0
    return (to != null && key.compare(to) > 0) || (before != null && key.compare(before) >= 0)
  }

  close(): void {
    this.#isDone = true
    this.#sorted = null
  }
}
