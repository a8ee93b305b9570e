/**
 * Where a topology begins: streams and tables of topics. What is called on them is remembered as a graph; `build`
 * makes a topology of it, with Java's names for what the program did not name.
 */
import { TableSource } from '../processor/operators/table-source.ts'
import type { Serde } from '../serde/serde.ts'
import type { StoreDefinition, StorePlace } from '../store/contract/store-definition.ts'
import type { TopicOf } from '../topology/topic.ts'
import type { Topology } from '../topology/topology.ts'
import { TopologyError } from '../topology/topology-error.ts'
import { addGlobalStore, addGlobalTable, type GlobalStoreOptions } from './global-store.ts'
import { Graph } from './graph/graph.ts'
import type { Makers } from './graph/makers.ts'
import { type OptimizationChoice, optimizationsOf } from './graph/optimization.ts'
import { SourceStep } from './graph/source-step.ts'
import { StoreStep } from './graph/store-step.ts'
import { TableSourceStep } from './graph/table-source-step.ts'
import { GraphGroupedStream } from './grouped-stream.ts'
import { GraphGroupedTable } from './grouped-table.ts'
import type { GlobalKTable } from './language/global-table.ts'
import type { Consumed, Materialized, Versioned } from './language/options.ts'
import type { KStream } from './language/stream.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'
import { GraphStream } from './stream.ts'
import { GraphTable } from './table.ts'

export interface StreamsBuilderOptions {
  /** For keys and values of which no call names a serde. */
  readonly defaultSerde?: Serde<unknown>
  /** Where the DSL's stores lie, unless a call says otherwise. Default: on disk. */
  readonly storePlace?: StorePlace
  /** Whether the DSL's stores keep the headers of records. Default: no. */
  readonly storesKeepHeaders?: boolean
  /** Refuse a topology whose stores or internal topics have generated names, since those change with it. */
  readonly requiresNames?: boolean
}

/** The serdes of what a pattern matches. */
export interface SerdesOf<K, V> {
  readonly key: Serde<K>
  readonly value: Serde<V>
}

export interface BuildOptions {
  /** Which optimizations to apply: they change the topology's internal topics and stores. Default: 'none'. */
  readonly optimization?: OptimizationChoice
}

const makers: Makers = {
  stream: (parts) => new GraphStream(parts),
  groupedStream: (parts) => new GraphGroupedStream(parts),
  groupedTable: (parts) => new GraphGroupedTable(parts),
  table: (parts) => new GraphTable(parts),
}

export class StreamsBuilder {
  readonly #graph: Graph

  constructor(options: StreamsBuilderOptions = {}) {
    this.#graph = new Graph(makers, {
      defaultSerde: options.defaultSerde ?? null,
      storePlace: options.storePlace ?? 'disk',
      storesKeepHeaders: options.storesKeepHeaders ?? false,
      requiresNames: options.requiresNames ?? false,
    })
  }

  /** The records of a topic, or of several topics of the same kind. */
  stream<K, V>(
    topics: TopicOf<K, V> | readonly [TopicOf<K, V>, ...TopicOf<K, V>[]],
    options: Consumed = {},
  ): KStream<K, V> {
    const graph = this.#graph
    const all: readonly TopicOf<K, V>[] = 'name' in topics ? [topics] : topics
    const [first] = all
    if (first === undefined) throw new TopologyError('NO_TOPICS', 'a stream reads at least one topic, found none')
    const { key, value } = first
    const name = graph.nameOr(options.name, 'KSTREAM-SOURCE-')
    const node = graph.add(
      graph.root,
      new SourceStep(name, { ...options, topics: all.map((topic) => topic.name), key, value }),
    )
    const sources = new Set([name])
    return graph.make.stream({ graph, node, name, keySerde: key, valueSerde: value, sources, needsRepartition: false })
  }

  /** The records of all topics whose whole names match, also of those that come to be later. */
  streamOf<K, V>(pattern: RegExp, options: Consumed & SerdesOf<K, V>): KStream<K, V> {
    const graph = this.#graph
    const { key, value } = options
    const name = graph.nameOr(options.name, 'KSTREAM-SOURCE-')
    const node = graph.add(graph.root, new SourceStep(name, { ...options, pattern }))
    const sources = new Set([name])
    return graph.make.stream({ graph, node, name, keySerde: key, valueSerde: value, sources, needsRepartition: false })
  }

  /** A store for processors that name it. The same definition may be added again. */
  addStateStore(store: StoreDefinition): this {
    this.#graph.add(this.#graph.root, new StoreStep(store))
    return this
  }

  /** A topic as a table: each record is the new value of its key. */
  table<K, V>(topic: TopicOf<K, V>, options: Consumed & Materialized<K, V> & Versioned = {}): KTable<K, V> {
    const graph = this.#graph
    const { key, value } = topic
    const materialization = new Materialization(graph, options, `${topic.name}-`)
    const { storeName, isQueryable } = materialization
    const sourceName = graph.suffixedNameOr(options.name, { suffix: '-source', prefix: 'KSTREAM-SOURCE-' })
    const name = graph.nameOr(options.name, 'KTABLE-SOURCE-')
    const operator = new TableSource<K, V>({ storeName, isStored: isQueryable })
    const source = { ...options, topics: [topic.name], key, value }
    const store = () => materialization.keyValueDefinition({ key, value })
    const node = graph.add(
      graph.root,
      new TableSourceStep(name, {
        topic: topic.name,
        sourceName,
        source,
        table: operator,
        store,
        isVersioned: materialization.isVersioned,
      }),
    )
    const sources = new Set([sourceName])
    const queryableStoreName = isQueryable ? storeName : null
    return graph.make.table({
      graph,
      node,
      name,
      keySerde: key,
      valueSerde: value,
      sources,
      operator,
      queryableStoreName,
    })
  }

  /**
   * A topic as a global table: every instance of the application holds all of it.
   *
   * @throws TopologyError if it is to be versioned
   */
  globalTable<K, V>(topic: TopicOf<K, V>, options: Consumed & Materialized<K, V> = {}): GlobalKTable<K, V> {
    return addGlobalTable(this.#graph, topic, options)
  }

  /**
   * A store that every instance holds whole, and that a processor of your own fills from a topic. When it is restored
   * the processor sees the topic again.
   */
  addGlobalStore<K, V>(topic: TopicOf<K, V>, options: GlobalStoreOptions<K, V>): this {
    addGlobalStore(this.#graph, topic, options)
    return this
  }

  /**
   * The topology of all that was called. A builder builds once.
   *
   * @throws TopologyError if it could not run
   */
  build({ optimization = 'none' }: BuildOptions = {}): Topology {
    return this.#graph.build(optimizationsOf(optimization))
  }
}
