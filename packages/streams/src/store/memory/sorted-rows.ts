/**
 * Rows in the order of their keys, for those who scan: a list of leaves with at most 256 rows each, every leaf
 * sorted and none empty. Putting a row in or taking one out moves a leaf's rows and, seldom, the list's leaves.
 * A place is a leaf and an index in it; places are true as long as `version` stays the same.
 */
import type { ByteRange } from '../contract/byte-map.ts'
import type { RowTable } from './row-table.ts'

const leafRowsMax = 256
/** Leaves that are made at once leave room for rows in between. */
const leafRowsFirst = 192
/** Its rows and, about, the objects around them. */
const leafBytes = leafRowsMax * 4 + 256

class Leaf {
  readonly rows = new Int32Array(leafRowsMax)
  count = 0
}

export interface Place {
  leaf: number
  index: number
}

export class SortedRows {
  readonly #table: RowTable
  #leaves: Leaf[] = []
  #version = 0

  /** `rows` in any order. */
  constructor(table: RowTable, rows: Int32Array) {
    this.#table = table
    rows.sort((left, right) => table.compareRows(left, right))
    for (let start = 0; start < rows.length; start += leafRowsFirst) {
      const leaf = new Leaf()
      const piece = rows.subarray(start, start + leafRowsFirst)
      leaf.rows.set(piece)
      leaf.count = piece.length
      this.#leaves.push(leaf)
    }
  }

  /** What the order takes of memory, about. */
  get bytes(): number {
    return this.#leaves.length * leafBytes
  }

  get version(): number {
    return this.#version
  }

  /** The row at a place; undefined beyond either end. */
  at(place: Place): number | undefined {
    return this.#leaves[place.leaf]?.rows[place.index]
  }

  /** Moves to the next place; true if there is one. */
  forward(place: Place): boolean {
    const leaf = this.#leaves[place.leaf]
    if (leaf === undefined) return false
    place.index += 1
    if (place.index < leaf.count) return true
    place.leaf += 1
    place.index = 0
    return place.leaf < this.#leaves.length
  }

  backward(place: Place): boolean {
    place.index -= 1
    if (place.index >= 0) return true
    place.leaf -= 1
    place.index = (this.#leaves[place.leaf]?.count ?? 0) - 1
    return place.leaf >= 0
  }

  /** The first row whose key is this one or a later one; with `after`, a later one. */
  seek(key: Buffer | null, after = false): Place {
    if (key === null) return { leaf: 0, index: 0 }
    return this.#search(key, after ? 1 : 0)
  }

  /** The first row that lies beyond the range. */
  seekEnd(range: ByteRange): Place {
    const to = range.to ?? null
    const before = range.before ?? null
    const end = { leaf: this.#leaves.length, index: 0 }
    const afterTo = to === null ? end : this.seek(to, true)
    const atBefore = before === null ? end : this.seek(before)
    return isEarlier(afterTo, atBefore) ? afterTo : atBefore
  }

  /** Puts a row in; its key must not be there. */
  add(row: number): void {
    this.#version += 1
    const place = this.#search(this.#table.key(row), 0)
    if (place.leaf === this.#leaves.length) this.#stepBack(place)
    let leaf = this.#leaves[place.leaf] as Leaf
    if (leaf.count === leafRowsMax) leaf = this.#split(place)
    leaf.rows.copyWithin(place.index + 1, place.index, leaf.count)
    leaf.rows[place.index] = row
    leaf.count += 1
  }

  /** Takes out the row with this key, which must be there. */
  remove(key: Buffer): void {
    const place = this.#search(key, 0)
    this.removeSpan(place, { leaf: place.leaf, index: place.index + 1 })
  }

  /** The rows from one place to before another. */
  *rows(from: Place, before: Place): Generator<number> {
    const place = { ...from }
    while (isEarlier(place, before)) {
      yield this.at(place) as number
      this.forward(place)
    }
  }

  /** Takes out the rows from one place to before another. */
  removeSpan(from: Place, before: Place): void {
    this.#version += 1
    const first = this.#leaves[from.leaf]
    if (first === undefined) return
    if (from.leaf === before.leaf) {
      // The rest of the leaf moves up.
      first.rows.copyWithin(from.index, before.index, first.count)
      first.count -= before.index - from.index
      if (first.count === 0) this.#leaves.splice(from.leaf, 1)
      return
    }
    first.count = from.index
    const last = this.#leaves[before.leaf]
    if (last !== undefined) {
      last.rows.copyWithin(0, before.index, last.count)
      last.count -= before.index
    }
    const start = from.index === 0 ? from.leaf : from.leaf + 1
    this.#leaves.splice(start, before.leaf - start)
  }

  /** The place of the first row whose key, compared with this one, gives at least so much. */
  #search(key: Buffer, least: 0 | 1): Place {
    let low = 0
    let high = this.#leaves.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const leaf = this.#leaves[middle] as Leaf
      if (this.#table.compareKey(leaf.rows[leaf.count - 1] as number, key) >= least) high = middle
      else low = middle + 1
    }
    const leaf = this.#leaves[low]
    return { leaf: low, index: leaf === undefined ? 0 : this.#searchLeaf(leaf, key, least) }
  }

  /** The same within a leaf whose last row is such a row. */
  #searchLeaf(leaf: Leaf, key: Buffer, least: 0 | 1): number {
    let low = 0
    let high = leaf.count - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#table.compareKey(leaf.rows[middle] as number, key) >= least) high = middle
      else low = middle + 1
    }
    return low
  }

  /** From beyond the last leaf to the end of it, where rows may be added. */
  #stepBack(place: Place): void {
    if (this.#leaves.length === 0) this.#leaves.push(new Leaf())
    place.leaf = this.#leaves.length - 1
    place.index = (this.#leaves[place.leaf] as Leaf).count
  }

  /** Halves a full leaf, moves the place along, and answers the leaf in which it is. */
  #split(place: Place): Leaf {
    const left = this.#leaves[place.leaf] as Leaf
    const right = new Leaf()
    // Keys that come in order fill their leaves: only a row at the very end begins a new one.
    const atEnd = place.index === leafRowsMax
    const kept = atEnd ? leafRowsMax : leafRowsMax / 2
    right.rows.set(left.rows.subarray(kept))
    right.count = leafRowsMax - kept
    left.count = kept
    this.#leaves.splice(place.leaf + 1, 0, right)
    if (place.index <= kept && !atEnd) return left
    place.leaf += 1
    place.index -= kept
    return right
  }
}

export function isEarlier(left: Place, right: Place): boolean {
  return left.leaf < right.leaf || (left.leaf === right.leaf && left.index < right.index)
}
