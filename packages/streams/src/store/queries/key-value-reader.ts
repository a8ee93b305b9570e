/** A key-value store as it is read from outside. Rows come in the order of their keys' bytes, partition by partition. */
import type { KeyRange, ReadOnlyKeyValueStore } from '../contract/key-value-store.ts'
import type { KeyValueRow, Order, StoreIterator } from '../contract/store-iterator.ts'
import type { Position } from './position.ts'
import type { Rows } from './rows.ts'
import type { StoreAccess } from './store-access.ts'

/** What holds for one question. */
export interface AskOptions {
  /** Ends the rows with its reason. */
  readonly signal?: AbortSignal
}

export class KeyValueReader<K, V> {
  readonly #access: StoreAccess<ReadOnlyKeyValueStore<K, unknown>>
  readonly #read: (stored: unknown) => V
  readonly #toRow = ({ key, value }: KeyValueRow<K, unknown>): KeyValueRow<K, V> => ({
    key,
    value: this.#read(value),
  })

  constructor(access: StoreAccess<ReadOnlyKeyValueStore<K, unknown>>, read: (stored: unknown) => V) {
    this.#access = access
    this.#read = read
  }

  get name(): string {
    return this.#access.name
  }

  /** How far the input is, at least, that the answer to the next question stands for. */
  get position(): Position {
    return this.#access.position
  }

  async get(key: K): Promise<V | null> {
    const stored = await this.#access.first((store) => store.get(key))
    return stored === null ? null : this.#read(stored)
  }

  range(range: KeyRange<K>, options?: AskOptions): Rows<KeyValueRow<K, V>> {
    return this.#rows((store) => store.range(range), options)
  }

  all(order: Order = 'forward', options?: AskOptions): Rows<KeyValueRow<K, V>> {
    return this.#rows((store) => store.all(order), options)
  }

  /** Rows whose keys' bytes begin with these bytes. */
  prefixScan(prefix: Buffer, options?: AskOptions): Rows<KeyValueRow<K, V>> {
    return this.#rows((store) => store.prefixScan(prefix), options)
  }

  approximateNumEntries(): Promise<number> {
    return this.#access.sum((store) => store.approximateNumEntries())
  }

  #rows(
    open: (store: ReadOnlyKeyValueStore<K, unknown>) => StoreIterator<KeyValueRow<K, unknown>>,
    options: AskOptions = {},
  ): Rows<KeyValueRow<K, V>> {
    return this.#access.rows({ open, read: this.#toRow, signal: options.signal })
  }
}
