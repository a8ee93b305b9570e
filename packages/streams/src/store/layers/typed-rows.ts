/** The rows of an iterator as somebody else reads them. */
import type { StoreIterator } from '../contract/store-iterator.ts'

export class TypedRows<Raw, Row> implements StoreIterator<Row> {
  readonly #rows: Iterator<Raw> & { close?(): void }
  readonly #read: (raw: Raw) => Row

  constructor(rows: Iterator<Raw> & { close?(): void }, read: (raw: Raw) => Row) {
    this.#rows = rows
    this.#read = read
  }

  next(): IteratorResult<Row> {
    const { done, value } = this.#rows.next()
    return done === true ? { done: true, value: undefined } : { done: false, value: this.#read(value) }
  }

  close(): void {
    this.#rows.close?.()
  }

  return(): IteratorResult<Row> {
    this.close()
    return { done: true, value: undefined }
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
