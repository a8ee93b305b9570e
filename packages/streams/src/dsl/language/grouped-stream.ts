/**
 * The records of a stream, those of one key together, about to be aggregated. Records without a key or a value are
 * dropped; where a function answers null, the key's row is deleted and begins anew.
 */
import type { Aggregator, Initializer, Reducer } from '../../processor/aggregations/folds.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../../windows/windows.ts'
import type { GroupedParts } from '../graph/parts.ts'
import type { CogroupedKStream } from './cogrouped-stream.ts'
import type { internals } from './internals.ts'
import type { Materialized, Named, Versioned } from './options.ts'
import type { KTable } from './table.ts'
import type { SessionWindowedKStream, TimeWindowedKStream } from './windowed-stream.ts'

export interface KGroupedStream<K, V> {
  readonly [internals]: GroupedParts<K, V>

  /** How many records each key has had: `orders.groupByKey().count({ store: 'orders-by-customer' })`. */
  count(options?: Named & Materialized<K, number> & Versioned): KTable<K, number>

  /** The records of each key made one: `bids.groupByKey().reduce((best, bid) => (bid.price > best.price ? bid : best))`. */
  reduce(reducer: Reducer<V>, options?: Named & Materialized<K, V> & Versioned): KTable<K, V>

  /** A value of another kind for each key: `aggregate(() => 0, (sum, order) => sum + order.total, { value: double })`. */
  aggregate<A>(
    initialize: Initializer<A>,
    add: Aggregator<K, V, A>,
    options?: Named & Materialized<K, A> & Versioned,
  ): KTable<K, A>

  /** The records of each key by windows of time: `windowedBy(tumbling('1m', { grace: '10s' }))`. */
  windowedBy(windows: TimeWindows | UnlimitedWindows | SlidingWindows): TimeWindowedKStream<K, V>

  /** The records of each key by sessions: `windowedBy(session('5m'))`. */
  windowedBy(windows: SessionWindows): SessionWindowedKStream<K, V>

  /**
   * The first of several grouped streams that make one table:
   * `clicks.cogroup((user: User, click) => seen(user, click)).cogroup(orders, (user, order) => bought(user, order))`.
   */
  cogroup<A>(add: Aggregator<K, V, A>): CogroupedKStream<K, A>
}
