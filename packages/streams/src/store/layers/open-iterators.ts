/**
 * The iterators that a store has given out, as long as they are neither closed nor at their end: whoever forgets
 * one shows here, and once their store is closed they refuse to go on.
 */
import { StoreError } from '../contract/store-error.ts'

export class OpenIterators {
  readonly #store: string
  #count = 0
  #isStoreClosed = false

  constructor(store: string) {
    this.#store = store
  }

  get count(): number {
    return this.#count
  }

  add(): void {
    this.#count += 1
  }

  remove(): void {
    this.#count -= 1
  }

  /** @throws StoreError if the store was closed */
  requireStore(): void {
    if (this.#isStoreClosed) throw StoreError.closed(this.#store)
  }

  storeClosed(): void {
    this.#isStoreClosed = true
  }
}
