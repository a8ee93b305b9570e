/**
 * The records of a stream, those of one key and window together, about to be aggregated into tables with windowed
 * keys. Records without a key are dropped, and those that come when their window is closed; over sliding windows
 * also those without a value.
 */
import type { Aggregator, Initializer, Merger, Reducer } from '../../processor/aggregations/folds.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { Materialized, Named, Retained } from './options.ts'
import type { KTable } from './table.ts'

/** Whether a window is told each time that it changes, or once, when it is closed. */
export type EmitStrategy = 'on-window-update' | 'on-window-close'

export interface TimeWindowedKStream<K, V> {
  /** When results come out: `windowedBy(tumbling('1m')).emitStrategy('on-window-close').count()`. */
  emitStrategy(strategy: EmitStrategy): TimeWindowedKStream<K, V>

  /** How many records each window of each key has. */
  count(options?: Named & Materialized<K, number> & Retained): KTable<Windowed<K>, number>

  /** The records of each window made one: `reduce((best, bid) => (bid.price > best.price ? bid : best))`. */
  reduce(reducer: Reducer<V>, options?: Named & Materialized<K, V> & Retained): KTable<Windowed<K>, V>

  /** A value of another kind for each window: `aggregate(() => 0, (sum, order) => sum + order.total)`. */
  aggregate<A>(
    initialize: Initializer<A>,
    add: Aggregator<K, V, A>,
    options?: Named & Materialized<K, A> & Retained,
  ): KTable<Windowed<K>, A>
}

export interface SessionWindowedKStream<K, V> {
  /** When results come out: `windowedBy(session('5m')).emitStrategy('on-window-close').count()`. */
  emitStrategy(strategy: EmitStrategy): SessionWindowedKStream<K, V>

  /** How many records each session of each key has. */
  count(options?: Named & Materialized<K, number> & Retained): KTable<Windowed<K>, number>

  /** The records of each session made one. The reducer also makes one of two sessions, the earlier one first. */
  reduce(reducer: Reducer<V>, options?: Named & Materialized<K, V> & Retained): KTable<Windowed<K>, V>

  /**
   * A value of another kind for each session; when a record joins sessions, their values are merged first:
   * `aggregate(() => 0, { add: (sum, order) => sum + order.total, merge: (one, other) => one + other })`.
   */
  aggregate<A>(
    initialize: Initializer<A>,
    functions: { readonly add: Aggregator<K, V, A>; readonly merge: Merger<K, A> },
    options?: Named & Materialized<K, A> & Retained,
  ): KTable<Windowed<K>, A>
}
