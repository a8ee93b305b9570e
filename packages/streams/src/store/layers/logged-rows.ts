/** Tells the changelog of every write, after the rows beneath have taken it. */
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { ChangelogWriter } from './changelog-writer.ts'

export class LoggedRows implements ByteRows {
  readonly #beneath: ByteRows
  readonly #changelog: ChangelogWriter

  constructor(beneath: ByteRows, changelog: ChangelogWriter) {
    this.#beneath = beneath
    this.#changelog = changelog
  }

  get size(): number {
    return this.#beneath.size
  }

  get(key: Buffer): Buffer | null {
    return this.#beneath.get(key)
  }

  put(key: Buffer, value: Buffer): void {
    this.#beneath.put(key, value)
    this.#changelog.write(key, value)
  }

  delete(key: Buffer): void {
    this.#beneath.delete(key)
    this.#changelog.write(key, null)
  }

  range(range: ByteRange): Cursor<ByteRow> {
    return this.#beneath.range(range)
  }
}
