/** What a store has beneath it before its task has opened it, and after it was closed: a refusal of everything. */
import type { ByteRow, ByteRows } from '../contract/byte-map.ts'
import { StoreError } from '../contract/store-error.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'

export class ClosedRows implements ByteRows {
  readonly #store: string

  constructor(store: string) {
    this.#store = store
  }

  get size(): number {
    return this.#refuse()
  }

  get(): Buffer | null {
    return this.#refuse()
  }

  put(): void {
    this.#refuse()
  }

  delete(): void {
    this.#refuse()
  }

  range(): StoreIterator<ByteRow> {
    return this.#refuse()
  }

  #refuse(): never {
    throw new StoreError('CLOSED', this.#store, 'is not open: its task has not started, or has ended')
  }
}
