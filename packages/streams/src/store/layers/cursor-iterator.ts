/** What a cursor pulls, as rows for the program, which may break off its loop at any time. */
import type { Cursor } from '../contract/cursor.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'

export class CursorIterator<Raw, Row> implements StoreIterator<Row> {
  readonly #cursor: Cursor<Raw>
  readonly #read: (raw: Raw) => Row

  constructor(cursor: Cursor<Raw>, read: (raw: Raw) => Row) {
    this.#cursor = cursor
    this.#read = read
  }

  next(): IteratorResult<Row> {
    const raw = this.#cursor.next()
    return raw === null ? { done: true, value: undefined } : { done: false, value: this.#read(raw) }
  }

  return(): IteratorResult<Row> {
    this.close()
    return { done: true, value: undefined }
  }

  close(): void {
    this.#cursor.close()
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
