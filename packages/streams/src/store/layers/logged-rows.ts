/** Tells the changelog of every write, after the rows beneath have taken it. */
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { Changelog, StoreContext } from '../contract/state-store.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import type { RowFormat } from './row-format.ts'

export interface ChangelogWriting {
  readonly changelog: Changelog
  readonly format: Pick<RowFormat<unknown>, 'toChangelog'>
  /** Whose record is the one that writes. */
  readonly context: StoreContext
}

export class LoggedRows implements ByteRows {
  readonly #rows: ByteRows
  readonly #writing: ChangelogWriting

  constructor(rows: ByteRows, writing: ChangelogWriting) {
    this.#rows = rows
    this.#writing = writing
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: Buffer): Buffer | null {
    return this.#rows.get(key)
  }

  put(key: Buffer, value: Buffer): void {
    this.#rows.put(key, value)
    this.#tell(key, value)
  }

  delete(key: Buffer): void {
    this.#rows.delete(key)
    this.tellDeletion(key)
  }

  range(range: ByteRange): StoreIterator<ByteRow> {
    return this.#rows.range(range)
  }

  /** For rows that left the store by themselves. */
  tellDeletion(key: Buffer): void {
    this.#tell(key, null)
  }

  #tell(key: Buffer, value: Buffer | null): void {
    const { changelog, format, context } = this.#writing
    changelog.write(format.toChangelog(key, value, context.recordContext))
  }
}
