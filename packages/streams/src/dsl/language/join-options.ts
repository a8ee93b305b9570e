/**
 * What a stream's joins may be told besides what to make of two values: for two streams, within which time records
 * find each other, and how they are kept for it; for a table, how long to wait for it; for a global table, by which
 * key its rows are found.
 */
import type { Serde } from '../../serde/serde.ts'
import type { StorePlace, WindowDefinition } from '../../store/contract/store-definition.ts'
import type { Duration } from '../../time/duration.ts'
import type { Named } from './options.ts'

/**
 * Which records of two streams find each other, by their times: those that are no further apart than `within`. With
 * `before` or `after`, the other record may come that much before or after this stream's record instead.
 *
 * ```ts
 * clicks.join(views, join, { within: '5m' })
 * orders.join(payments, join, { within: 0, after: '1d', grace: '1h' })   // a payment follows its order
 * ```
 */
export interface JoinWindows {
  readonly within: Duration
  readonly before?: Duration
  readonly after?: Duration
  /** How long after the end of its window a record is waited for, when records come late. Default: not at all. */
  readonly grace?: Duration
}

/** How two streams are joined; the name is that of the processors and of the repartition topics. */
export interface StreamJoined<K, V, VO> extends Named, JoinWindows {
  readonly key?: Serde<K>
  /** The serde of this stream's values. */
  readonly value?: Serde<V>
  /** The serde of the other stream's values. */
  readonly otherValue?: Serde<VO>
  /** What the join's stores are called after. By it they keep their changelogs when the topology changes. */
  readonly store?: string
  readonly place?: StorePlace
  /** False for no changelogs; or settings for their topics. Default: true. */
  readonly logging?: boolean | Readonly<Record<string, string>>
  /** A window store of your own for this stream's records; it must retain duplicates, for as long as the join does. */
  readonly thisStore?: WindowDefinition<K, V>
  /** The same for the other stream's records. */
  readonly otherStore?: WindowDefinition<K, VO>
}

/** How a stream is joined with a table; the name is that of the processor and of the repartition topic. */
export interface Joined<K, V> extends Named {
  readonly key?: Serde<K>
  /** The serde of the stream's values. */
  readonly value?: Serde<V>
  /**
   * Records wait so long, in stream time, for the table to catch up, and then meet the row that held at their time.
   * The table must be versioned, with a history at least as long.
   */
  readonly grace?: Duration
}

/** How a stream is joined with a global table. */
export interface GlobalJoined<K, V, KG> extends Named {
  /** The key of the table's row; null for no row. */
  readonly by: (value: Exclude<V, null>, key: K) => KG | null
}
