/**
 * Several grouped streams with the same keys that are aggregated into one table, each by a function of its own:
 * one store, and one row for a key, whichever stream its records come from.
 */
import type { Aggregator, Initializer, Merger } from '../../processor/aggregations/folds.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../../windows/windows.ts'
import type { KGroupedStream } from './grouped-stream.ts'
import type { Materialized, Named, Retained, Versioned } from './options.ts'
import type { KTable } from './table.ts'

export interface CogroupedKStream<K, A> {
  /** One stream more: `cogroup(orders.groupByKey(), (customer, order) => withOrder(customer, order))`. */
  cogroup<V>(grouped: KGroupedStream<K, V>, add: Aggregator<K, V, A>): CogroupedKStream<K, A>

  /** The table: `aggregate(() => ({ clicks: 0, orders: 0 }), { value: json<Customer>() })`. */
  aggregate(initialize: Initializer<A>, options?: Named & Materialized<K, A> & Versioned): KTable<K, A>

  /** The records of all streams by windows of time: `windowedBy(tumbling('1m'))`. */
  windowedBy(windows: TimeWindows | UnlimitedWindows | SlidingWindows): TimeWindowedCogroupedKStream<K, A>

  /** The records of all streams by sessions: `windowedBy(session('5m'))`. */
  windowedBy(windows: SessionWindows): SessionWindowedCogroupedKStream<K, A>
}

export interface TimeWindowedCogroupedKStream<K, A> {
  aggregate(initialize: Initializer<A>, options?: Named & Materialized<K, A> & Retained): KTable<Windowed<K>, A>
}

export interface SessionWindowedCogroupedKStream<K, A> {
  /** When a record joins sessions, their values are merged before the record is added. */
  aggregate(
    initialize: Initializer<A>,
    merge: Merger<K, A>,
    options?: Named & Materialized<K, A> & Retained,
  ): KTable<Windowed<K>, A>
}
