/** Streams grouped by sessions, as the graph makes them. */
import {
  type Aggregator,
  counting,
  type Initializer,
  type Merger,
  type Reducer,
  reducing,
} from '../processor/aggregations/folds.ts'
import type { Windowed } from '../record/windowed.ts'
import { long } from '../serde/number.ts'
import type { SessionWindows } from '../windows/windows.ts'
import { aggregatePrefix, aggregateStream, reducePrefix } from './aggregated-table.ts'
import { bySessions } from './aggregation-kind.ts'
import type { GroupedSource } from './grouped-source.ts'
import type { Materialized, Named, Retained } from './language/options.ts'
import type { KTable } from './language/table.ts'
import type { EmitStrategy, SessionWindowedKStream } from './language/windowed-stream.ts'
import { takeNumberOfUnnamedStore } from './materialization.ts'
import type { KindOptions } from './window-definitions.ts'

type Options<K, A> = Named & Materialized<K, A> & Retained

export class GraphSessionWindowedStream<K, V> implements SessionWindowedKStream<K, V> {
  readonly #source: GroupedSource<K, V>
  readonly #windows: SessionWindows
  readonly #strategy: EmitStrategy

  constructor(source: GroupedSource<K, V>, windows: SessionWindows, strategy: EmitStrategy = 'on-window-update') {
    this.#source = source
    this.#windows = windows
    this.#strategy = strategy
  }

  emitStrategy(strategy: EmitStrategy): SessionWindowedKStream<K, V> {
    return new GraphSessionWindowedStream(this.#source, this.#windows, strategy)
  }

  count(options: Options<K, number> = {}): KTable<Windowed<K>, number> {
    takeNumberOfUnnamedStore(this.#source.parts.graph, options, aggregatePrefix)
    const call = { prefix: aggregatePrefix, value: long, options, kindOf: this.#kindOf<number>() }
    return aggregateStream(this.#source, { ...call, fold: counting })
  }

  reduce(reducer: Reducer<V>, options: Options<K, V> = {}): KTable<Windowed<K>, V> {
    const value = this.#source.parts.valueSerde
    const call = { prefix: reducePrefix, value, options, kindOf: this.#kindOf<V>() }
    return aggregateStream(this.#source, { ...call, fold: reducing<K, V>(reducer) })
  }

  aggregate<A>(
    initialize: Initializer<A>,
    { add, merge }: { readonly add: Aggregator<K, V, A>; readonly merge: Merger<K, A> },
    options: Options<K, A> = {},
  ): KTable<Windowed<K>, A> {
    const call = { prefix: aggregatePrefix, value: null, options, kindOf: this.#kindOf<A>() }
    return aggregateStream(this.#source, { ...call, fold: { initialize, add, merge } })
  }

  #kindOf<A>() {
    const isFinal = this.#strategy === 'on-window-close'
    return (options: KindOptions<K, A>) => bySessions<K, A>({ ...options, windows: this.#windows, isFinal })
  }
}
