/** A versioned store as it is read from outside: what a key's value is, what it was, and all that it was over a time. */
import type { ReadOnlyVersionedStore, VersionedRow } from '../contract/versioned-store.ts'
import type { AskOptions } from './key-value-reader.ts'
import type { Position } from './position.ts'
import type { Rows } from './rows.ts'
import type { StoreAccess } from './store-access.ts'

type Store<K, V> = ReadOnlyVersionedStore<K, V>
type HistoryRange = Parameters<ReadOnlyVersionedStore<unknown, unknown>['history']>[1]

export class VersionedReader<K, V> {
  readonly #access: StoreAccess<Store<K, V>>

  constructor(access: StoreAccess<Store<K, V>>) {
    this.#access = access
  }

  get name(): string {
    return this.#access.name
  }

  /** How far the input is, at least, that the answer to the next question stands for. */
  get position(): Position {
    return this.#access.position
  }

  /** The latest version; null if it is a deletion or there is none. */
  get(key: K): Promise<VersionedRow<V> | null> {
    return this.#access.first((store) => store.get(key))
  }

  /** The version that was valid at a moment. */
  getAsOf(key: K, timestamp: number): Promise<VersionedRow<V> | null> {
    return this.#access.first((store) => store.getAsOf(key, timestamp))
  }

  /** All versions that were valid at some moment of a span, newest first unless asked otherwise. */
  history(key: K, range: HistoryRange, { signal }: AskOptions = {}): Rows<VersionedRow<V>> {
    return this.#access.rows({ open: (store) => store.history(key, range), read: (row) => row, signal })
  }
}
