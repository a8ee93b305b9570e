/**
 * Window stores: a value for each key and start of a window, for as long as the store retains it. Rows that are
 * older than stream time minus retention are not there any more, and putting one is counted and dropped.
 */
import type { Windowed } from '../../record/windowed.ts'
import type { KeyBounds, ValueAndTimestamp } from './key-value-store.ts'
import type { StateStore } from './state-store.ts'
import type { KeyValueRow, Order, StoreIterator } from './store-iterator.ts'

/** The starts of windows that are wanted, both ends included. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
  readonly order?: Order
}

/** A window's value under its start. */
export interface WindowRow<V> {
  readonly startMs: number
  readonly value: V
}

export interface ReadOnlyWindowStore<K, V> {
  readonly name: string
  get(key: K, startMs: number): V | null
  fetch(key: K, range: TimeRange): StoreIterator<WindowRow<V>>
  /** Rows of all keys between two. */
  fetchKeys(keys: KeyBounds<K>, range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>>
  /** By time, then key, in stores that are ordered by time or lie in memory. */
  fetchAll(range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>>
  all(order?: Order): StoreIterator<KeyValueRow<Windowed<K>, V>>
}

export interface WindowStore<K, V> extends StateStore, ReadOnlyWindowStore<K, V> {
  readonly name: string
  readonly windowSizeMs: number
  readonly retentionMs: number
  /** Where duplicates are kept, every put is a row of its own; otherwise it replaces, and null deletes. */
  put(key: K, value: V | null, startMs: number): void
}

export type TimestampedWindowStore<K, V> = WindowStore<K, ValueAndTimestamp<V>>

/** Java's choice of how long a segment of windows or sessions is: half of the retention, but a minute at least. */
export function defaultWindowSegmentMs(retentionMs: number): number {
  return Math.max(Math.floor(retentionMs / 2), 60_000)
}
