/**
 * A window store as it is read from outside. The windows of a key come by their starts; those of several keys in the
 * order in which the store has them, partition by partition. What has expired is not there.
 */
import type { Windowed } from '../../record/windowed.ts'
import type { KeyBounds } from '../contract/key-value-store.ts'
import type { KeyValueRow, Order } from '../contract/store-iterator.ts'
import type { ReadOnlyWindowStore, TimeRange, WindowRow } from '../contract/window-store.ts'
import type { AskOptions } from './key-value-reader.ts'
import type { Position } from './position.ts'
import type { Rows } from './rows.ts'
import type { StoreAccess } from './store-access.ts'

export class WindowReader<K, V> {
  readonly #access: StoreAccess<ReadOnlyWindowStore<K, unknown>>
  readonly #read: (stored: unknown) => V
  readonly #toRow = ({ startMs, value }: WindowRow<unknown>): WindowRow<V> => ({ startMs, value: this.#read(value) })
  readonly #toWindowed = ({ key, value }: KeyValueRow<Windowed<K>, unknown>): KeyValueRow<Windowed<K>, V> => ({
    key,
    value: this.#read(value),
  })

  constructor(access: StoreAccess<ReadOnlyWindowStore<K, unknown>>, read: (stored: unknown) => V) {
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

  async get(key: K, startMs: number): Promise<V | null> {
    const stored = await this.#access.first((store) => store.get(key, startMs))
    return stored === null ? null : this.#read(stored)
  }

  /** The windows of a key. */
  fetch(key: K, range: TimeRange, { signal }: AskOptions = {}): Rows<WindowRow<V>> {
    return this.#access.rows({ open: (store) => store.fetch(key, range), read: this.#toRow, signal })
  }

  /** Those of all keys between two. */
  fetchKeys(keys: KeyBounds<K>, range: TimeRange, { signal }: AskOptions = {}): Rows<KeyValueRow<Windowed<K>, V>> {
    return this.#access.rows({ open: (store) => store.fetchKeys(keys, range), read: this.#toWindowed, signal })
  }

  fetchAll(range: TimeRange, { signal }: AskOptions = {}): Rows<KeyValueRow<Windowed<K>, V>> {
    return this.#access.rows({ open: (store) => store.fetchAll(range), read: this.#toWindowed, signal })
  }

  all(order: Order = 'forward', { signal }: AskOptions = {}): Rows<KeyValueRow<Windowed<K>, V>> {
    return this.#access.rows({ open: (store) => store.all(order), read: this.#toWindowed, signal })
  }
}
