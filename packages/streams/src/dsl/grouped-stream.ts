/** Grouped streams, as the graph makes them. */
import { type Aggregator, counting, type Initializer, type Reducer, reducing } from '../processor/aggregations/folds.ts'
import { long } from '../serde/number.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../windows/windows.ts'
import { aggregatePrefix, aggregateStream, reducePrefix } from './aggregated-table.ts'
import { byKey } from './aggregation-kind.ts'
import { GraphCogroupedStream } from './cogrouped-stream.ts'
import type { GroupedParts } from './graph/parts.ts'
import { GroupedSource } from './grouped-source.ts'
import type { CogroupedKStream } from './language/cogrouped-stream.ts'
import type { KGroupedStream } from './language/grouped-stream.ts'
import { internals } from './language/internals.ts'
import type { Materialized, Named, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import type { SessionWindowedKStream, TimeWindowedKStream } from './language/windowed-stream.ts'
import { takeNumberOfUnnamedStore } from './materialization.ts'
import { GraphSessionWindowedStream } from './session-windowed-stream.ts'
import { GraphTimeWindowedStream } from './time-windowed-stream.ts'

type Options<K, A> = Named & Materialized<K, A> & Versioned

export class GraphGroupedStream<K, V> implements KGroupedStream<K, V> {
  readonly [internals]: GroupedParts<K, V>
  readonly #source: GroupedSource<K, V>

  constructor(parts: GroupedParts<K, V>) {
    this[internals] = parts
    this.#source = new GroupedSource(parts)
  }

  count(options: Options<K, number> = {}): KTable<K, number> {
    takeNumberOfUnnamedStore(this[internals].graph, options, aggregatePrefix)
    const call = { prefix: aggregatePrefix, value: long, options, kindOf: byKey<K, number> }
    return aggregateStream(this.#source, { ...call, fold: counting })
  }

  reduce(reducer: Reducer<V>, options: Options<K, V> = {}): KTable<K, V> {
    const call = { prefix: reducePrefix, value: this[internals].valueSerde, options, kindOf: byKey<K, V> }
    return aggregateStream(this.#source, { ...call, fold: reducing(reducer) })
  }

  aggregate<A>(initialize: Initializer<A>, add: Aggregator<K, V, A>, options: Options<K, A> = {}): KTable<K, A> {
    const call = { prefix: aggregatePrefix, value: null, options, kindOf: byKey<K, A> }
    return aggregateStream(this.#source, { ...call, fold: { initialize, add } })
  }

  windowedBy(windows: TimeWindows | UnlimitedWindows | SlidingWindows): TimeWindowedKStream<K, V>
  windowedBy(windows: SessionWindows): SessionWindowedKStream<K, V>
  windowedBy(
    windows: TimeWindows | UnlimitedWindows | SlidingWindows | SessionWindows,
  ): TimeWindowedKStream<K, V> | SessionWindowedKStream<K, V> {
    return windows.kind === 'session'
      ? new GraphSessionWindowedStream(this.#source, windows)
      : new GraphTimeWindowedStream(this.#source, windows)
  }

  cogroup<A>(add: Aggregator<K, V, A>): CogroupedKStream<K, A> {
    return new GraphCogroupedStream<K, A>(this[internals].graph).cogroup(this, add)
  }
}
