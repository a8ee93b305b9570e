/**
 * The rows of a table under new keys, about to be aggregated. A row that changes is taken out of the aggregate of
 * its old key and put into that of its new one; the two can be seen one after the other.
 */
import type { Aggregator, Initializer, Reducer } from '../../processor/aggregations/folds.ts'
import type { GroupedTableParts } from '../graph/parts.ts'
import type { internals } from './internals.ts'
import type { Materialized, Named, Versioned } from './options.ts'
import type { KTable } from './table.ts'

export interface KGroupedTable<K, V> {
  readonly [internals]: GroupedTableParts<K, V>

  /** How many rows each key has now; a key that has had some and has none any more has 0. */
  count(options?: Named & Materialized<K, number> & Versioned): KTable<K, number>

  /** The rows of each key made one: `reduce({ add: (sum, n) => sum + n, subtract: (sum, n) => sum - n })`. */
  reduce(
    functions: { readonly add: Reducer<V>; readonly subtract: Reducer<V> },
    options?: Named & Materialized<K, V> & Versioned,
  ): KTable<K, V>

  /**
   * A value of another kind for each key:
   * `aggregate(() => 0, { add: (sum, order) => sum + order.total, subtract: (sum, order) => sum - order.total })`.
   */
  aggregate<A>(
    initialize: Initializer<A>,
    functions: { readonly add: Aggregator<K, V, A>; readonly subtract: Aggregator<K, V, A> },
    options?: Named & Materialized<K, A> & Versioned,
  ): KTable<K, A>
}
