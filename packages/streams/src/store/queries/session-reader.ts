/**
 * A session store as it is read from outside: by key, and by when sessions end and start, in the order in which the store
 * has them, partition by partition. What has expired is not there.
 */
import type { KeyBounds } from '../contract/key-value-store.ts'
import type { ReadOnlySessionStore, SessionRange, SessionRow } from '../contract/session-store.ts'
import type { Order, StoreIterator } from '../contract/store-iterator.ts'
import type { AskOptions } from './key-value-reader.ts'
import type { Position } from './position.ts'
import type { Rows } from './rows.ts'
import type { StoreAccess } from './store-access.ts'

type Store<K, V> = ReadOnlySessionStore<K, V>

export class SessionReader<K, V> {
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

  get(key: K, startMs: number, endMs: number): Promise<V | null> {
    return this.#access.first((store) => store.get(key, startMs, endMs))
  }

  /** All sessions of a key. */
  fetch(key: K, order: Order = 'forward', options?: AskOptions): Rows<SessionRow<K, V>> {
    return this.#rows((store) => store.fetch(key, order), options)
  }

  /** All sessions of the keys between two. */
  fetchKeys(keys: KeyBounds<K>, order: Order = 'forward', options?: AskOptions): Rows<SessionRow<K, V>> {
    return this.#rows((store) => store.fetchKeys(keys, order), options)
  }

  findSessions(key: K, range: SessionRange, options?: AskOptions): Rows<SessionRow<K, V>> {
    return this.#rows((store) => store.findSessions(key, range), options)
  }

  findSessionsOfKeys(keys: KeyBounds<K>, range: SessionRange, options?: AskOptions): Rows<SessionRow<K, V>> {
    return this.#rows((store) => store.findSessionsOfKeys(keys, range), options)
  }

  #rows(
    open: (store: Store<K, V>) => StoreIterator<SessionRow<K, V>>,
    options: AskOptions = {},
  ): Rows<SessionRow<K, V>> {
    return this.#access.rows({ open, read: (row) => row, signal: options.signal })
  }
}
