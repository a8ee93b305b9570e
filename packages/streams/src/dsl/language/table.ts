/**
 * A table: the latest value of each key. A record is the new value of its key, null deletes. Whatever is called on
 * it makes a new table (or a stream of changes) and leaves this one as it is. Functions are given the value first.
 */
import type { TableJoiner } from '../../processor/joins/table-join.ts'
import type { Predicate } from '../../processor/operators/filter.ts'
import type { KeyValueMapper } from '../../processor/operators/map.ts'
import type { ValueMapper } from '../../processor/operators/map-values.ts'
import type { ValueTransformerClass, ValueTransformerSupplier } from '../../processor/value-transformer.ts'
import type { StoreName } from '../../store/contract/store-name.ts'
import type { TableParts } from '../graph/parts.ts'
import type { SameTableKeys } from './fitting.ts'
import type { KGroupedTable } from './grouped-table.ts'
import type { internals } from './internals.ts'
import type { ForeignKeyJoined, Grouped, Materialized, Named, TableJoined, Versioned, WithStores } from './options.ts'
import type { KStream } from './stream.ts'
import type { Suppression } from './suppression.ts'

export interface KTable<K, V> {
  readonly [internals]: TableParts<K, V>

  /** The name of the store by which the table can be queried; null if it cannot. */
  readonly queryableStoreName: StoreName<K, V> | null

  /** The rows for which the predicate holds; a row for which it no longer does is deleted. */
  filter(predicate: Predicate<K, V>, options?: Named & Materialized<K, V> & Versioned): KTable<K, V>

  /** The rows for which the predicate does not hold. */
  filterNot(predicate: Predicate<K, V>, options?: Named & Materialized<K, V> & Versioned): KTable<K, V>

  /** Each row with a new value. */
  mapValues<V2>(mapper: ValueMapper<K, V, V2>, options?: Named & Materialized<K, V2> & Versioned): KTable<K, V2>

  /**
   * Each row, and each deletion, with what a transformer of your own makes of it, which may remember things in stores:
   * `prices.transformValues(() => new Smoothing(), { stores: ['averages'] })`. Where the table has no store of its own,
   * who looks into it lets the values be made again.
   */
  transformValues<V2>(
    transformer: ValueTransformerSupplier<K, V, V2> | ValueTransformerClass<K, V, V2>,
    options?: Named & Materialized<K, V2> & Versioned & WithStores,
  ): KTable<K, V2>

  /**
   * A row for each key of this table whose foreign key is one of the other:
   * `orders.join(customers, (order, customer) => ({ ...order, customer }), { foreignKey: (order) => order.customerId })`.
   */
  join<KO, VO, VR>(
    other: KTable<KO, VO>,
    joiner: TableJoiner<V, VO, VR>,
    options: ForeignKeyJoined<K, V, KO, VR>,
  ): KTable<K, VR>

  /** A row for each key that both tables have. */
  join<KO, VO, VR>(
    other: KTable<KO, VO> & SameTableKeys<K, KO>,
    joiner: TableJoiner<V, VO, VR>,
    options?: TableJoined<K, VR>,
  ): KTable<K, VR>

  /** A row for each key of this table; the other's value is null where it has none under the foreign key. */
  leftJoin<KO, VO, VR>(
    other: KTable<KO, VO>,
    joiner: TableJoiner<V, VO | null, VR>,
    options: ForeignKeyJoined<K, V, KO, VR>,
  ): KTable<K, VR>

  /** A row for each key of this table; the other's value is null where it has none. */
  leftJoin<KO, VO, VR>(
    other: KTable<KO, VO> & SameTableKeys<K, KO>,
    joiner: TableJoiner<V, VO | null, VR>,
    options?: TableJoined<K, VR>,
  ): KTable<K, VR>

  /** A row for each key that any of the tables has; the value of one that has none is null. */
  outerJoin<KO, VO, VR>(
    other: KTable<KO, VO> & SameTableKeys<K, KO>,
    joiner: TableJoiner<V | null, VO | null, VR>,
    options?: TableJoined<K, VR>,
  ): KTable<K, VR>

  /** The rows under new keys, to be aggregated: `users.groupBy((user, id) => [user.region, id])`. */
  groupBy<K2, V2>(selector: KeyValueMapper<K, V, K2, V2>, options?: Grouped<K2, V2>): KGroupedTable<K2, V2>

  /**
   * The table with its changes held back: `suppress(untilWindowCloses())` tells only the last result of each window,
   * `suppress(untilTimeLimit('5m'))` one change of each key in five minutes. The name is that of its processor, and
   * with `-store` behind it that of its buffer.
   */
  suppress(until: Suppression<K>, options?: Named): KTable<K, V>

  /** The table's changes as a stream; a deletion is a null value. */
  toStream(options?: Named): KStream<K, V | null>
}
