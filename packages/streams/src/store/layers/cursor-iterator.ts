/**
 * What a cursor pulls, as rows for the program, which may break off its loop at any time. At its end, and when a
 * row cannot be read, the iterator closes by itself, since no loop does it then. That a turn is over is no end.
 */
import type { Cursor } from '../contract/cursor.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { turnIsOver } from '../contract/turn.ts'
import type { OpenIterators } from './open-iterators.ts'

export class CursorIterator<Raw, Row> implements StoreIterator<Row> {
  readonly #cursor: Cursor<Raw>
  readonly #read: (raw: Raw) => Row
  readonly #among: OpenIterators
  #isOpen = true

  constructor(cursor: Cursor<Raw>, read: (raw: Raw) => Row, among: OpenIterators) {
    this.#cursor = cursor
    this.#read = read
    this.#among = among
    among.add()
  }

  next(): IteratorResult<Row> {
    if (!this.#isOpen) return { done: true, value: undefined }
    try {
      this.#among.requireStore()
      const raw = this.#cursor.next()
      if (raw !== null) return { done: false, value: this.#read(raw) }
    } catch (error) {
      if (error !== turnIsOver) this.close()
      throw error
    }
    return this.return()
  }

  return(): IteratorResult<Row> {
    this.close()
    return { done: true, value: undefined }
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#cursor.close()
    this.#among.remove()
  }

  [Symbol.iterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
