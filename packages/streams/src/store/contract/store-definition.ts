/**
 * What a topology says about a store that it wants: plain data, from which a task builds the store and its
 * layers. Two definitions of one name are the same store only if they are the same object.
 */
import type { Serde } from '../../serde/serde.ts'

interface Definition<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
  /** Where rows lie: on disk, or in memory, from where they are restored by the changelog. */
  readonly place: StorePlace
  /** False for stores that keep no changelog: what is in them is lost with the task. */
  readonly logging: boolean
  /** Settings of the changelog topic that differ from what a store of this kind has. */
  readonly topicConfig: Readonly<Record<string, string>>
  /** Whether updates of one key are held back until the next commit, so that only the last is told. */
  readonly caching: boolean
  /**
   * Whether rows keep the headers of the record that made them (KIP-1271); then values are not Java's default ones.
   * In stores of kind `window` only their changelogs do, as those of stream-stream joins do in Java.
   */
  readonly keepsHeaders: boolean
}

export type StorePlace = 'disk' | 'memory'

export interface KeyValueDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'key-value' | 'timestamped-key-value'
  /** The store forgets the least recently used row beyond so many; only in memory. */
  readonly entriesMax: number | null
}

export interface VersionedDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'versioned'
  readonly historyRetentionMs: number
  readonly segmentIntervalMs: number
}

export interface WindowDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'window' | 'timestamped-window'
  readonly windowSizeMs: number
  readonly retentionMs: number
  readonly segmentIntervalMs: number
  readonly retainDuplicates: boolean
  /** Rows are kept by time first, as stores are whose windows are emitted when they close. */
  readonly isTimeOrdered: boolean
  /**
   * A time-ordered store can also be asked by key without looking at all keys, at the price of writing each row
   * twice; then it has no cache. Java has it for sliding windows.
   */
  readonly hasKeyIndex?: boolean
}

export interface SessionDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'session'
  readonly retentionMs: number
  readonly segmentIntervalMs: number
  readonly isTimeOrdered: boolean
}

/** Where a left or outer join of streams keeps what has found no partner; it has no cache. */
export interface OuterJoinDefinition<K = unknown, L = unknown, R = unknown> extends Definition<K, L> {
  readonly kind: 'outer-join'
  /** The right side's values; `value` is for the left side's. */
  readonly otherValue: Serde<R>
}

/** Where a suppression holds changes back; it lies in memory, and has no cache. */
export interface SuppressionDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'suppression'
}

/** Where records of a stream wait for a table with which they are joined; it has no cache. */
export interface WaitingDefinition<K = unknown, V = unknown> extends Definition<K, V> {
  readonly kind: 'waiting'
  readonly graceMs: number
}

export type StoreDefinition<K = unknown, V = unknown> =
  | KeyValueDefinition<K, V>
  | VersionedDefinition<K, V>
  | WindowDefinition<K, V>
  | SessionDefinition<K, V>
  | OuterJoinDefinition<K, V>
  | SuppressionDefinition<K, V>
  | WaitingDefinition<K, V>
