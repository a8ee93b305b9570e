/**
 * A stream: records one after the other, each a fact of its own. Whatever is called on it makes a new stream (or a
 * table) and leaves this one as it is. Functions are given the value first, then the key.
 */

import type { StreamJoiner } from '../../processor/joins/stream-join.ts'
import type { Predicate } from '../../processor/operators/filter.ts'
import type { FlatMapper, FlatValueMapper } from '../../processor/operators/flat-map.ts'
import type { KeySelector, KeyValueMapper } from '../../processor/operators/map.ts'
import type { ValueMapper } from '../../processor/operators/map-values.ts'
import type { Action } from '../../processor/operators/peek.ts'
import type { AsyncFunction, AsyncOptions } from '../../processor/pending/async-options.ts'
import type {
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  ProcessorClass,
  ProcessorSupplier,
} from '../../processor/processor.ts'
import type { TargetOf } from '../../topology/topic.ts'
import type { TopicChooser } from '../../topology/topic-chooser.ts'
import type { StreamParts } from '../graph/parts.ts'
import type { BranchedKStream } from './branched-stream.ts'
import type { SameKeys, SameRecords } from './fitting.ts'
import type { GlobalKTable } from './global-table.ts'
import type { KGroupedStream } from './grouped-stream.ts'
import type { internals } from './internals.ts'
import type { GlobalJoined, Joined, StreamJoined } from './join-options.ts'
import type {
  Grouped,
  Materialized,
  Named,
  Printed,
  Produced,
  Repartitioned,
  Serdes,
  Versioned,
  WithStores,
} from './options.ts'
import type { KTable } from './table.ts'

export interface KStream<K, V> {
  readonly [internals]: StreamParts<K, V>

  /** The records for which the predicate holds. */
  filter(predicate: Predicate<K, V>, options?: Named): KStream<K, V>

  /** The records for which the predicate does not hold. */
  filterNot(predicate: Predicate<K, V>, options?: Named): KStream<K, V>

  /** Each record with a new value; its key stays, so that nothing has to be repartitioned. */
  mapValues<V2>(mapper: ValueMapper<K, V, V2>, options?: Named): KStream<K, V2>

  /** Each record with a new key and value. What needs records of one key together repartitions behind this. */
  map<K2, V2>(mapper: KeyValueMapper<K, V, K2, V2>, options?: Named): KStream<K2, V2>

  /** Each record with a new key. What needs records of one key together repartitions behind this. */
  selectKey<K2>(selector: KeySelector<K, V, K2>, options?: Named): KStream<K2, V>

  /** None, one or several records of each. What needs records of one key together repartitions behind this. */
  flatMap<K2, V2>(mapper: FlatMapper<K, V, K2, V2>, options?: Named): KStream<K2, V2>

  /** None, one or several records of each, all with its key. */
  flatMapValues<V2>(mapper: FlatValueMapper<K, V, V2>, options?: Named): KStream<K, V2>

  /** Looks at each record and hands it on. */
  peek(action: Action<K, V>, options?: Named): KStream<K, V>

  /** Looks at each record, and ends there. */
  forEach(action: Action<K, V>, options?: Named): void

  /**
   * Each record with the value that its function answers, later; so with the three that follow. Records of one key
   * keep their order and are never in hand twice; a commit waits for all that are. The function is told of a signal
   * that is aborted when nobody waits any more.
   */
  mapValuesAsync<V2>(mapper: AsyncFunction<K, V, V2>, options?: Named & AsyncOptions): KStream<K, V2>

  /** The records for which the predicate comes to hold. */
  filterAsync(predicate: AsyncFunction<K, V, boolean>, options?: Named & AsyncOptions): KStream<K, V>

  /** None, one or several records of each, all with its key. */
  flatMapValuesAsync<V2>(mapper: AsyncFunction<K, V, Iterable<V2>>, options?: Named & AsyncOptions): KStream<K, V2>

  /** Does something with each record that takes its time, and ends there. */
  forEachAsync(action: AsyncFunction<K, V, unknown>, options?: Named & AsyncOptions): void

  /** Each record as a line for people: `stream.print(console.log)`. Its way ends there. */
  print(write: (line: string) => void, options?: Printed<K, V>): void

  /** Sends each record to one of several branches. */
  split(options?: Named): BranchedKStream<K, V>

  /** The records of both, in no particular order. */
  merge<KO, VO>(other: KStream<KO, VO> & SameRecords<K, V, KO, VO>, options?: Named): KStream<K, V>

  /**
   * A result for each record of this stream and each record of the other one that has its key and a time near its
   * own. Records without a key or a value have none.
   *
   * ```ts
   * clicks.join(views, (click, view) => ({ ...view, click }), { within: '5m', grace: '1m' })
   * ```
   */
  join<KO, VO, VR>(
    other: KStream<KO, VO> & SameKeys<K, KO>,
    joiner: StreamJoiner<K, Exclude<V, null>, Exclude<VO, null>, VR>,
    options: StreamJoined<K, V, VO>,
  ): KStream<K, VR>

  /**
   * A result for each record whose key has a row in the table when the record comes; changes of the table have none.
   *
   * ```ts
   * orders.join(customers, (order, customer) => ({ ...order, customer }))
   * ```
   */
  join<KT, VT, VR>(
    table: KTable<KT, VT> & SameKeys<K, KT>,
    joiner: StreamJoiner<K, Exclude<V, null>, VT, VR>,
    options?: Joined<K, V>,
  ): KStream<K, VR>

  /** A result for each record that has a row in the global table, under the key that the options choose. */
  join<KG, VG, VR>(
    table: GlobalKTable<KG, VG>,
    joiner: StreamJoiner<K, Exclude<V, null>, VG, VR>,
    options: GlobalJoined<K, V, KG>,
  ): KStream<K, VR>

  /**
   * As `join`, and a result with null for each record of this stream that found no other one. It comes when the
   * window has closed, which takes a later record of any side; a record without a key has it at once.
   */
  leftJoin<KO, VO, VR>(
    other: KStream<KO, VO> & SameKeys<K, KO>,
    joiner: StreamJoiner<K, Exclude<V, null>, Exclude<VO, null> | null, VR>,
    options: StreamJoined<K, V, VO>,
  ): KStream<K, VR>

  /** As `join`, and a result with null for each record that has no row in the table. */
  leftJoin<KT, VT, VR>(
    table: KTable<KT, VT> & SameKeys<K, KT>,
    joiner: StreamJoiner<K, Exclude<V, null>, VT | null, VR>,
    options?: Joined<K, V>,
  ): KStream<K, VR>

  /** As `join`, and a result with null for each record that has no row in the global table. */
  leftJoin<KG, VG, VR>(
    table: GlobalKTable<KG, VG>,
    joiner: StreamJoiner<K, Exclude<V, null>, VG | null, VR>,
    options: GlobalJoined<K, V, KG>,
  ): KStream<K, VR>

  /** As `join`, and a result with null for each record of either side that found no other one. */
  outerJoin<KO, VO, VR>(
    other: KStream<KO, VO> & SameKeys<K, KO>,
    joiner: StreamJoiner<K, Exclude<V, null> | null, Exclude<VO, null> | null, VR>,
    options: StreamJoined<K, V, VO>,
  ): KStream<K, VR>

  /**
   * What a processor of your own makes of the records; it may keep state in stores and be called as time passes.
   * It is given as a class, or as a function that makes a new one for each task.
   * What needs records of one key together repartitions behind this.
   */
  process<K2 = never, V2 = never>(
    processor: ProcessorSupplier<K, V, K2, V2> | ProcessorClass<K, V, K2, V2>,
    options?: Named & WithStores,
  ): KStream<K2, V2>

  /** What a processor of your own makes of the values; the keys stay, so that nothing has to be repartitioned. */
  processValues<V2 = never>(
    processor: FixedKeyProcessorSupplier<K, V, V2> | FixedKeyProcessorClass<K, V, V2>,
    options?: Named & WithStores,
  ): KStream<K, V2>

  /** Sends the records through a topic of the application, to the partition of their key. */
  repartition(options?: Repartitioned<K, V>): KStream<K, V>

  /** The records of one key together, to be aggregated. */
  groupByKey(options?: Grouped<K, V>): KGroupedStream<K, V>

  /** The records of one new key together, to be aggregated. */
  groupBy<K2>(selector: KeySelector<K, V, K2>, options?: Grouped<K2, V>): KGroupedStream<K2, V>

  /** The stream as a table: each record is the new value of its key, null deletes. */
  toTable(options?: Named & Materialized<K, V> & Versioned): KTable<K, V>

  /** Writes the records to a topic. */
  to(topic: TargetOf<K, V>, options?: Produced<K, V>): void

  /** Writes each record to the topic that is chosen for it; the topics must exist. */
  to(chooser: TopicChooser<K, V>, options?: Produced<K, V> & Serdes<K, V>): void
}
