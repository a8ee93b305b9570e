/** Grouped streams that are aggregated into one table, as the graph makes them, with or without windows. */
import type { Aggregator, Initializer, Merger } from '../processor/aggregations/folds.ts'
import type { Windowed } from '../record/windowed.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../windows/windows.ts'
import { byKey, bySessions, byWindows } from './aggregation-kind.ts'
import { CogroupedSources } from './cogrouped-sources.ts'
import type { Graph } from './graph/graph.ts'
import type {
  CogroupedKStream,
  SessionWindowedCogroupedKStream,
  TimeWindowedCogroupedKStream,
} from './language/cogrouped-stream.ts'
import type { KGroupedStream } from './language/grouped-stream.ts'
import { internals } from './language/internals.ts'
import type { Materialized, Named, Retained, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import type { KindOptions } from './window-definitions.ts'

type WindowedOptions<K, A> = Named & Materialized<K, A> & Retained

export class GraphCogroupedStream<K, A> implements CogroupedKStream<K, A> {
  readonly #sources: CogroupedSources<K, A>

  constructor(graph: Graph, sources: CogroupedSources<K, A> = new CogroupedSources(graph)) {
    this.#sources = sources
  }

  cogroup<V>(grouped: KGroupedStream<K, V>, add: Aggregator<K, V, A>): CogroupedKStream<K, A> {
    return new GraphCogroupedStream(this.#sources.graph, this.#sources.with(grouped[internals], add))
  }

  aggregate(initialize: Initializer<A>, options: Named & Materialized<K, A> & Versioned = {}): KTable<K, A> {
    const foldOf = (add: Aggregator<K, unknown, A>) => ({ initialize, add })
    return this.#sources.aggregate({ options, kindOf: byKey<K, A>, foldOf })
  }

  windowedBy(windows: TimeWindows | UnlimitedWindows | SlidingWindows): TimeWindowedCogroupedKStream<K, A>
  windowedBy(windows: SessionWindows): SessionWindowedCogroupedKStream<K, A>
  windowedBy(
    windows: TimeWindows | UnlimitedWindows | SlidingWindows | SessionWindows,
  ): TimeWindowedCogroupedKStream<K, A> | SessionWindowedCogroupedKStream<K, A> {
    return windows.kind === 'session'
      ? new GraphSessionWindowedCogroupedStream(this.#sources, windows)
      : new GraphTimeWindowedCogroupedStream(this.#sources, windows)
  }
}

class GraphTimeWindowedCogroupedStream<K, A> implements TimeWindowedCogroupedKStream<K, A> {
  readonly #sources: CogroupedSources<K, A>
  readonly #windows: TimeWindows | UnlimitedWindows | SlidingWindows

  constructor(sources: CogroupedSources<K, A>, windows: TimeWindows | UnlimitedWindows | SlidingWindows) {
    this.#sources = sources
    this.#windows = windows
  }

  aggregate(initialize: Initializer<A>, options: WindowedOptions<K, A> = {}): KTable<Windowed<K>, A> {
    const windows = this.#windows
    const kindOf = (kind: KindOptions<K, A>) => byWindows<K, A>({ ...kind, windows, isFinal: false })
    const foldOf = (add: Aggregator<K, unknown, A>) => ({ initialize, add })
    return this.#sources.aggregate({ options, kindOf, foldOf })
  }
}

class GraphSessionWindowedCogroupedStream<K, A> implements SessionWindowedCogroupedKStream<K, A> {
  readonly #sources: CogroupedSources<K, A>
  readonly #windows: SessionWindows

  constructor(sources: CogroupedSources<K, A>, windows: SessionWindows) {
    this.#sources = sources
    this.#windows = windows
  }

  aggregate(
    initialize: Initializer<A>,
    merge: Merger<K, A>,
    options: WindowedOptions<K, A> = {},
  ): KTable<Windowed<K>, A> {
    const windows = this.#windows
    const kindOf = (kind: KindOptions<K, A>) => bySessions<K, A>({ ...kind, windows, isFinal: false })
    const foldOf = (add: Aggregator<K, unknown, A>) => ({ initialize, add, merge })
    return this.#sources.aggregate({ options, kindOf, foldOf })
  }
}
