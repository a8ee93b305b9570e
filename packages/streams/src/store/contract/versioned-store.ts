/**
 * Versioned stores: the values that a key had over time, as far back as the history reaches. A value is valid
 * from its timestamp until the next one's; a deletion is a version too. Writes that lie behind the history are
 * refused, and say so by what they answer.
 */
import type { StateStore } from './state-store.ts'
import type { StoreIterator } from './store-iterator.ts'

export interface VersionedRow<V> {
  readonly value: V
  /** The timestamp of the version. */
  readonly validFromMs: number
  /** When the next version took over; null while this one is the latest. */
  readonly validToMs: number | null
}

/** What `put` answers instead of a moment: the version is the latest one. */
export const validToUndefined = -1
/** What `put` answers when the version lies behind the history and was not taken. */
export const putRefused = Number.MIN_SAFE_INTEGER

export interface ReadOnlyVersionedStore<K, V> {
  readonly name: string
  readonly historyRetentionMs: number
  /** The latest version; null if it is a deletion or there is none. */
  get(key: K): VersionedRow<V> | null
  /** The version that was valid at a moment. */
  getAsOf(key: K, timestamp: number): VersionedRow<V> | null
  /** All versions that were valid at some moment of a span, newest first unless asked otherwise. */
  history(
    key: K,
    range: { fromMs: number; toMs: number; order?: 'newest-first' | 'oldest-first' },
  ): StoreIterator<VersionedRow<V>>
}

export interface VersionedStore<K, V> extends StateStore, ReadOnlyVersionedStore<K, V> {
  readonly name: string
  /** Until when the version is valid, `validToUndefined`, or `putRefused`. */
  put(key: K, value: V | null, timestamp: number): number
  /** Puts a deletion; answers what was valid at that moment before. */
  delete(key: K, timestamp: number): VersionedRow<V> | null
}

/** Java's choice: the longer the history, the longer its segments, within bounds that keep their number small. */
export function defaultSegmentIntervalMs(historyRetentionMs: number): number {
  const minute = 60_000
  if (historyRetentionMs <= minute) return Math.max(Math.floor(historyRetentionMs / 3), 2_000)
  if (historyRetentionMs <= 5 * minute) return Math.max(Math.floor(historyRetentionMs / 5), 20_000)
  if (historyRetentionMs <= 60 * minute) return Math.max(Math.floor(historyRetentionMs / 12), minute)
  return Math.max(Math.floor(historyRetentionMs / 24), 5 * minute)
}
