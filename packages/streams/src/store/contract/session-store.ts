/**
 * Session stores: a value for each key and session, which is a span of time with both ends included. Sessions
 * that ended before stream time minus retention are not there any more.
 */
import type { Headers } from '../../record/headers.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { KeyBounds } from './key-value-store.ts'
import type { StateStore } from './state-store.ts'
import type { KeyValueRow, Order, StoreIterator } from './store-iterator.ts'

/** Sessions that end at `earliestEndMs` or later and start at `latestStartMs` or earlier. */
export interface SessionRange {
  readonly earliestEndMs: number
  readonly latestStartMs: number
  readonly order?: Order
}

export interface SessionRow<K, V> extends KeyValueRow<Windowed<K>, V> {
  /** Only where the store keeps headers. */
  readonly headers?: Headers
}

export interface ReadOnlySessionStore<K, V> {
  readonly name: string
  get(key: K, startMs: number, endMs: number): V | null
  /** All sessions of a key. */
  fetch(key: K, order?: Order): StoreIterator<SessionRow<K, V>>
  /** All sessions of the keys between two. */
  fetchKeys(keys: KeyBounds<K>, order?: Order): StoreIterator<SessionRow<K, V>>
  findSessions(key: K, range: SessionRange): StoreIterator<SessionRow<K, V>>
  findSessionsOfKeys(keys: KeyBounds<K>, range: SessionRange): StoreIterator<SessionRow<K, V>>
  /**
   * Sessions of all keys that end within a span of time, by end. A store that is not ordered by time looks through
   * all of its sessions for them.
   */
  findEnded(range: { fromMs: number; toMs: number }): StoreIterator<SessionRow<K, V>>
}

export interface SessionStore<K, V> extends StateStore, ReadOnlySessionStore<K, V> {
  readonly name: string
  readonly retentionMs: number
  /** Null removes the session. Headers are kept where the store keeps any. */
  put(session: Windowed<K>, value: V | null, headers?: Headers): void
  remove(session: Windowed<K>): void
}
