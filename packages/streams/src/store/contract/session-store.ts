/**
 * Session stores: a value for each key and session, which is a span of time with both ends included. Sessions
 * that ended before stream time minus retention are not there any more.
 */
import type { Windowed } from '../../record/windowed.ts'
import type { StateStore } from './state-store.ts'
import type { KeyValueRow, Order, StoreIterator } from './store-iterator.ts'

/** Sessions that end at `earliestEndMs` or later and start at `latestStartMs` or earlier. */
export interface SessionRange {
  readonly earliestEndMs: number
  readonly latestStartMs: number
  readonly order?: Order
}

export interface ReadOnlySessionStore<K, V> {
  readonly name: string
  get(key: K, startMs: number, endMs: number): V | null
  /** All sessions of a key. */
  fetch(key: K, order?: Order): StoreIterator<KeyValueRow<Windowed<K>, V>>
  /** All sessions of the keys between two, both included; a bound that is missing or null is open. */
  fetchKeys(keys: { from?: K | null; to?: K | null }, order?: Order): StoreIterator<KeyValueRow<Windowed<K>, V>>
  findSessions(key: K, range: SessionRange): StoreIterator<KeyValueRow<Windowed<K>, V>>
  findSessionsOfKeys(
    keys: { from?: K | null; to?: K | null },
    range: SessionRange,
  ): StoreIterator<KeyValueRow<Windowed<K>, V>>
  /** Sessions of all keys that end within a span of time, by end. */
  findEnded(range: { fromMs: number; toMs: number }): StoreIterator<KeyValueRow<Windowed<K>, V>>
}

export interface SessionStore<K, V> extends StateStore, ReadOnlySessionStore<K, V> {
  readonly name: string
  readonly retentionMs: number
  /** Null removes the session. */
  put(session: Windowed<K>, value: V | null): void
  remove(session: Windowed<K>): void
}
