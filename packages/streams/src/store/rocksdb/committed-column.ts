/**
 * A store's space as the last commit has left it: what has been written since is not seen, and nothing can be written.
 * Whoever opens a store over it has the store that a crash would leave now.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { CommittedSpace } from '../contract/store-space.ts'
import type { ColumnRows } from './column-rows.ts'

/** The column, as far as it is read here. */
interface Column {
  readonly commitCount: number
  part(prefix: Buffer): ColumnRows
  prefixesFrom(prefix: Buffer): Buffer[]
}

export class CommittedColumn implements CommittedSpace {
  readonly lasts = true
  readonly #column: Column

  constructor(column: Column) {
    this.#column = column
  }

  get commitCount(): number {
    return this.#column.commitCount
  }

  part(prefix: Buffer): ByteMap {
    return new CommittedPart(this.#column.part(prefix))
  }

  prefixesFrom(prefix: Buffer): Buffer[] {
    return this.#column.prefixesFrom(prefix)
  }
}

class CommittedPart implements ByteMap {
  readonly #rows: ColumnRows

  constructor(rows: ColumnRows) {
    this.#rows = rows
  }

  get size(): number {
    return this.#rows.committedCount
  }

  get(key: Buffer): Buffer | null {
    return this.#rows.getCommitted(key)
  }

  range(range: ByteRange): Cursor<ByteRow> {
    return this.#rows.rangeCommitted(range)
  }

  put(): void {
    refuse()
  }

  delete(): void {
    refuse()
  }

  deleteRange(): void {
    refuse()
  }

  clear(): void {
    refuse()
  }
}

function refuse(): never {
  throw new TypeError('what was committed is read here, and nothing written')
}
