/**
 * Key-value stores: plain, and timestamped, whose values carry the time of the record that made them. Rows are
 * ordered by the bytes of their keys, unsigned. Putting null deletes.
 */
import type { Headers } from '../../record/headers.ts'
import type { StateStore } from './state-store.ts'
import type { KeyValueRow, Order, StoreIterator } from './store-iterator.ts'

/** From whom to whom rows are wanted, both ends included; a bound that is missing or null is open. */
export interface KeyBounds<K> {
  readonly from?: K | null
  readonly to?: K | null
}

export interface KeyRange<K> extends KeyBounds<K> {
  readonly order?: Order
}

export interface ReadOnlyKeyValueStore<K, V> {
  readonly name: string
  get(key: K): V | null
  range(range: KeyRange<K>): StoreIterator<KeyValueRow<K, V>>
  all(order?: Order): StoreIterator<KeyValueRow<K, V>>
  /** Rows whose keys' bytes begin with these bytes. */
  prefixScan(prefix: Buffer): StoreIterator<KeyValueRow<K, V>>
  approximateNumEntries(): number
}

export interface KeyValueStore<K, V> extends StateStore, ReadOnlyKeyValueStore<K, V> {
  readonly name: string
  put(key: K, value: V | null): void
  /** Puts only where nothing is; answers what was there before. Null is put as a deletion, which the changelog tells. */
  putIfAbsent(key: K, value: V | null): V | null
  putAll(rows: Iterable<KeyValueRow<K, V | null>>): void
  /** Answers what was there. */
  delete(key: K): V | null
}

export interface ValueAndTimestamp<V> {
  readonly value: V
  readonly timestamp: number
  /** Only where the store keeps headers. */
  readonly headers?: Headers
}

export type TimestampedKeyValueStore<K, V> = KeyValueStore<K, ValueAndTimestamp<V>>
