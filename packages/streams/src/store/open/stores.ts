/**
 * Definitions of stores for processors, as people write them: a name, serdes, and what differs from what is usual.
 * Stores lie on disk, write a changelog, and have no cache unless they are asked to.
 */
import { type Duration, durationMs } from '../../time/duration.ts'
import type { KeyValueDefinition, VersionedDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { defaultSegmentIntervalMs } from '../contract/versioned-store.ts'
import { commonDefinition, type StoreOptions } from './store-options.ts'

export { session, timestampedWindow, window } from './windowed-stores.ts'

export interface TimestampedStoreOptions<K, V> extends StoreOptions<K, V> {
  /** Whether rows keep the headers of the record that made them. */
  readonly keepsHeaders?: boolean
}

export interface LruStoreOptions<K, V> extends Omit<StoreOptions<K, V>, 'place'> {
  /** Beyond so many rows the one that was not used for the longest time is forgotten. */
  readonly entriesMax: number
}

export interface VersionedStoreOptions<K, V> extends Omit<StoreOptions<K, V>, 'caching'> {
  /** How far back versions are kept, and may be put. */
  readonly historyRetention: Duration
  /** In pieces of which length old versions are forgotten; Java's choice unless given. */
  readonly segmentInterval?: Duration
}

/** A store of values by key. */
export function keyValue<K, V>(name: string, options: StoreOptions<K, V>): KeyValueDefinition<K, V> {
  return { ...commonDefinition(name, options), kind: 'key-value', entriesMax: null }
}

/** A store of values and their times by key, as tables have it. */
export function timestampedKeyValue<K, V>(
  name: string,
  { keepsHeaders = false, ...options }: TimestampedStoreOptions<K, V>,
): KeyValueDefinition<K, V> {
  return { ...commonDefinition(name, options), kind: 'timestamped-key-value', entriesMax: null, keepsHeaders }
}

/** A store in memory that forgets what was not used for the longest time. */
export function lru<K, V>(name: string, { entriesMax, ...options }: LruStoreOptions<K, V>): KeyValueDefinition<K, V> {
  if (!(entriesMax >= 1)) {
    throw new StoreError('BAD_DEFINITION', name, `entriesMax is expected to be at least 1, found ${entriesMax}`)
  }
  return { ...commonDefinition(name, { ...options, place: 'memory' }), kind: 'key-value', entriesMax }
}

/** A store of the values that keys had over time. */
export function versioned<K, V>(
  name: string,
  { historyRetention, segmentInterval, ...options }: VersionedStoreOptions<K, V>,
): VersionedDefinition<K, V> {
  // The types do not allow it; who writes JavaScript is told.
  if ('caching' in options && options.caching === true) {
    throw new StoreError('BAD_DEFINITION', name, 'keeps versions, and such a store has no cache')
  }
  const historyRetentionMs = durationMs(historyRetention, 'history retention')
  const segmentIntervalMs =
    segmentInterval === undefined
      ? defaultSegmentIntervalMs(historyRetentionMs)
      : durationMs(segmentInterval, 'segment interval', { minMs: 1 })
  return { ...commonDefinition(name, options), kind: 'versioned', historyRetentionMs, segmentIntervalMs }
}
