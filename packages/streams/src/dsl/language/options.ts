/**
 * What calls may be told besides what they do. Plain objects: a name for the node, serdes for what comes out, and
 * for tables how they are stored. What is left out is generated, taken over from the stream above, or Java's default.
 */
import type { ForeignKeyExtractor } from '../../processor/foreign-key/subscription-sender.ts'
import type { StoreWish } from '../../processor/processor.ts'
import type { Serde } from '../../serde/serde.ts'
import type { StorePlace } from '../../store/contract/store-definition.ts'
import type { Duration } from '../../time/duration.ts'
import type { OffsetReset } from '../../topology/node-plan.ts'
import type { StreamPartitioner } from '../../topology/stream-partitioner.ts'
import type { TimestampExtractor } from '../../topology/timestamp-extractor.ts'

export interface Named {
  /** The processor's name. Default: Java's, generated. */
  readonly name?: string
}

/** The stores that a processor of your own uses: definitions, which are added, or names of those that are there. */
export interface WithStores {
  readonly stores?: readonly StoreWish[]
}

/** How a topic is read. */
export interface Consumed extends Named {
  readonly timestampExtractor?: TimestampExtractor
  /** Where reading starts when the application has never read the topic. */
  readonly offsetReset?: OffsetReset
}

/** How a topic is written. */
export interface Produced<K, V> extends Named {
  readonly partitioner?: StreamPartitioner<K, V>
}

export interface Serdes<K, V> {
  readonly key?: Serde<K>
  readonly value?: Serde<V>
}

/** How records come together by key; the name is that of the repartition topic, where one is needed. */
export interface Grouped<K, V> extends Named, Serdes<K, V> {}

export interface Repartitioned<K, V> extends Named, Serdes<K, V> {
  /** Default: as many as the topics have that the records come from. */
  readonly partitions?: number
  readonly partitioner?: StreamPartitioner<K, V>
}

export interface Printed<K, V> extends Named {
  /** What stands before each line. Default: the name of the stream's node. */
  readonly label?: string
  /** What is said of a record. Default: key and value. */
  readonly format?: (value: V, key: K) => string
}

/** How a table is stored. */
export interface Materialized<K, V> extends Serdes<K, V> {
  /** The store's name: by it the table can be queried, and its changelog keeps its name when the topology changes. */
  readonly store?: string
  readonly place?: StorePlace
  /** False for no changelog; or settings for its topic. Default: true. */
  readonly logging?: boolean | Readonly<Record<string, string>>
  /** Whether changes of a key are held back until the next commit, so that only the last is told. Default: true. */
  readonly caching?: boolean
}

/** How long windows and sessions are kept. */
export interface Retained {
  /** At least the window's size and its grace; that much is the default. */
  readonly retention?: Duration
}

/** Keep the history of each key (KIP-889); the store needs a name. */
export interface Versioned {
  readonly versioned?: {
    readonly historyRetention: Duration
    readonly segmentInterval?: Duration
  }
}

/** How a join of two tables is called, and whether its result is stored. */
export type TableJoined<K, VR> = Named & Materialized<K, VR> & Versioned

/** The same for a join by a foreign key. */
export interface ForeignKeyJoined<K, V, KO, VR> extends Named, Materialized<K, VR>, Versioned {
  /** The key of the other table's row that a row of this one belongs to; null for none. */
  readonly foreignKey: ForeignKeyExtractor<K, V, KO>
  /** How this table's topic is partitioned, where it is not as Kafka's producer does it. */
  readonly partitioner?: StreamPartitioner<K, null>
  /** How the other table's topic is partitioned, where it is not as Kafka's producer does it. */
  readonly otherPartitioner?: StreamPartitioner<KO, null>
}
