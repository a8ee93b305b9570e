/** Streams grouped by tumbling, hopping, sliding or unlimited windows, as the graph makes them. */
import { type Aggregator, counting, type Initializer, type Reducer, reducing } from '../processor/aggregations/folds.ts'
import type { Windowed } from '../record/windowed.ts'
import { long } from '../serde/number.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { SlidingWindows, TimeWindows, UnlimitedWindows } from '../windows/windows.ts'
import { aggregatePrefix, aggregateStream, reducePrefix } from './aggregated-table.ts'
import { byWindows } from './aggregation-kind.ts'
import type { GroupedSource } from './grouped-source.ts'
import type { Materialized, Named, Retained } from './language/options.ts'
import type { KTable } from './language/table.ts'
import type { EmitStrategy, TimeWindowedKStream } from './language/windowed-stream.ts'
import { takeNumberOfUnnamedStore } from './materialization.ts'
import type { KindOptions } from './window-definitions.ts'

type Options<K, A> = Named & Materialized<K, A> & Retained

export class GraphTimeWindowedStream<K, V> implements TimeWindowedKStream<K, V> {
  readonly #source: GroupedSource<K, V>
  readonly #windows: TimeWindows | UnlimitedWindows | SlidingWindows
  readonly #strategy: EmitStrategy

  constructor(
    source: GroupedSource<K, V>,
    windows: TimeWindows | UnlimitedWindows | SlidingWindows,
    strategy: EmitStrategy = 'on-window-update',
  ) {
    this.#source = source
    this.#windows = windows
    this.#strategy = strategy
  }

  emitStrategy(strategy: EmitStrategy): TimeWindowedKStream<K, V> {
    if (this.#windows.kind === 'unlimited' && strategy === 'on-window-close') {
      throw new TopologyError('NOT_SUPPORTED', 'unlimited windows never close: nothing would come out on-window-close')
    }
    return new GraphTimeWindowedStream(this.#source, this.#windows, strategy)
  }

  count(options: Options<K, number> = {}): KTable<Windowed<K>, number> {
    // Counts over sliding windows came to Java later, and do not take the number.
    if (this.#windows.kind !== 'sliding') takeNumberOfUnnamedStore(this.#source.parts.graph, options, aggregatePrefix)
    const call = { prefix: aggregatePrefix, value: long, options, kindOf: this.#kindOf<number>() }
    return aggregateStream(this.#source, { ...call, fold: counting })
  }

  reduce(reducer: Reducer<V>, options: Options<K, V> = {}): KTable<Windowed<K>, V> {
    const value = this.#source.parts.valueSerde
    const call = { prefix: reducePrefix, value, options, kindOf: this.#kindOf<V>() }
    return aggregateStream(this.#source, { ...call, fold: reducing(reducer) })
  }

  aggregate<A>(
    initialize: Initializer<A>,
    add: Aggregator<K, V, A>,
    options: Options<K, A> = {},
  ): KTable<Windowed<K>, A> {
    const call = { prefix: aggregatePrefix, value: null, options, kindOf: this.#kindOf<A>() }
    return aggregateStream(this.#source, { ...call, fold: { initialize, add } })
  }

  #kindOf<A>() {
    const isFinal = this.#strategy === 'on-window-close'
    return (options: KindOptions<K, A>) => byWindows<K, A>({ ...options, windows: this.#windows, isFinal })
  }
}
