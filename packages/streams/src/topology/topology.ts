/**
 * What is to run: sources, processors and sinks by name, the stores that they share, and the topics between them.
 * A program writes it node by node, or lets the DSL do so; parents come before their children. It is a plan:
 * each task makes running nodes of it. Whatever could not run is refused here, with the names that matter.
 */
import type {
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  ProcessorClass,
  ProcessorSupplier,
  StoreWish,
} from '../processor/processor.ts'
import type { Serde } from '../serde/serde.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import { describeTopology, type TopologyDescription } from './describe/description.ts'
import type { GlobalStorePlan } from './global-store-plan.ts'
import type { RepartitionTopicPlan } from './internal-topic.ts'
import type { NodePlan, OffsetReset } from './node-plan.ts'
import { PlannedNodes } from './planned-nodes.ts'
import { fixedKeyProcessorMaker, processorMaker } from './processor-maker.ts'
import type { SinkPartitioner } from './stream-partitioner.ts'
import type { TimestampExtractor } from './timestamp-extractor.ts'
import type { TopicChooser } from './topic-chooser.ts'
import { TopologyError } from './topology-error.ts'

/** What a source is, beside its name. Either topics or a pattern. */
export interface SourceOptions<K, V> {
  readonly topics?: readonly string[]
  readonly pattern?: RegExp
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  readonly timestampExtractor?: TimestampExtractor | null
  readonly offsetReset?: OffsetReset | null
}

export interface ProcessorOptions<KIn, VIn, KOut, VOut> {
  readonly supplier: ProcessorSupplier<KIn, VIn, KOut, VOut> | ProcessorClass<KIn, VIn, KOut, VOut>
  readonly parents: readonly string[]
  /** Stores that come with the processor, and names of stores that the topology has already. */
  readonly stores?: readonly StoreWish[]
}

export interface FixedKeyProcessorOptions<K, VIn, VOut> {
  readonly fixedKeySupplier: FixedKeyProcessorSupplier<K, VIn, VOut> | FixedKeyProcessorClass<K, VIn, VOut>
  readonly parents: readonly string[]
  readonly stores?: readonly StoreWish[]
}

export interface SinkOptions<K, V> {
  readonly topic: string | TopicChooser<K, V>
  readonly parents: readonly string[]
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  readonly partitioner?: SinkPartitioner<K, V>
}

export interface GlobalStoreOptions<K, V> {
  readonly store: StoreDefinition
  readonly topic: string
  readonly sourceName: string
  readonly processorName: string
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  readonly timestampExtractor?: TimestampExtractor | null
  readonly supplier: ProcessorSupplier<K, V, never, never>
  /** Whether a restore runs the processor again, or takes the topic's bytes as they are. */
  readonly reprocessesOnRestore: boolean
}

export class Topology {
  readonly #nodes = new PlannedNodes()
  readonly #stores = new Map<string, StoreDefinition>()
  readonly #globalStores = new Map<string, GlobalStorePlan>()
  readonly #repartitionTopics = new Map<string, RepartitionTopicPlan>()
  /** Stores whose changelog is a topic that exists already. */
  readonly #sourceChangelogs = new Map<string, string>()
  readonly #copartitioned: Set<string>[] = []

  addSource<K, V>(name: string, options: SourceOptions<K, V>): this {
    const { topics = [], pattern = null, key, value, timestampExtractor = null, offsetReset = null } = options
    if (pattern === null && topics.length === 0) throw new TopologyError('NO_TOPICS', `source ${name} reads no topic`)
    const serdes = { keySerde: key ?? null, valueSerde: value ?? null }
    this.#nodes.add({ kind: 'source', name, topics, pattern, ...serdes, timestampExtractor, offsetReset })
    return this
  }

  addProcessor<KIn, VIn, KOut, VOut>(
    name: string,
    options: ProcessorOptions<KIn, VIn, KOut, VOut> | FixedKeyProcessorOptions<KIn, VIn, VOut>,
  ): this {
    const { parents } = options
    const isFixedKey = 'fixedKeySupplier' in options
    const given = isFixedKey ? options.fixedKeySupplier : options.supplier
    const supplier = isFixedKey
      ? fixedKeyProcessorMaker(name, options.fixedKeySupplier)
      : processorMaker(name, options.supplier)
    this.#nodes.add({ kind: 'processor', name, parents, supplier, isFixedKey, stores: new Set() })
    for (const store of [...(given.stores ?? []), ...(options.stores ?? [])]) {
      if (typeof store !== 'string') this.addStateStore(store)
      this.connectProcessorAndStateStores(name, typeof store === 'string' ? store : store.name)
    }
    return this
  }

  addSink<K, V>(name: string, { topic, parents, key, value, partitioner = null }: SinkOptions<K, V>): this {
    const serdes = { keySerde: key ?? null, valueSerde: value ?? null }
    this.#nodes.add({ kind: 'sink', name, parents, topic, ...serdes, partitioner })
    return this
  }

  /** The same definition may be added again; another one of the same name is refused. */
  addStateStore(store: StoreDefinition, ...processors: readonly string[]): this {
    const known = this.#stores.get(store.name)
    if ((known !== undefined && known !== store) || this.#globalStores.has(store.name)) {
      throw new TopologyError('STORE_TAKEN', `another store is called ${store.name} already`)
    }
    this.#stores.set(store.name, store)
    for (const processor of processors) this.connectProcessorAndStateStores(processor, store.name)
    return this
  }

  connectProcessorAndStateStores(processor: string, ...stores: readonly string[]): this {
    const node = this.#nodes.byName.get(processor)
    if (node === undefined) throw new TopologyError('UNKNOWN_NODE', `there is no processor ${processor}`)
    for (const store of stores) this.#connect(node, store)
    return this
  }

  addGlobalStore<K, V>(options: GlobalStoreOptions<K, V>): this {
    const { store, topic, sourceName, processorName, key, value, supplier } = options
    if (this.#stores.has(store.name) || this.#globalStores.has(store.name)) {
      throw new TopologyError('STORE_TAKEN', `another store is called ${store.name} already`)
    }
    if (store.logging) {
      throw new TopologyError(
        'NOT_SUPPORTED',
        `store ${store.name} is global: its topic is its changelog, it logs none`,
      )
    }
    const timestampExtractor = options.timestampExtractor ?? null
    const serdes = { keySerde: key ?? null, valueSerde: value ?? null }
    const source = { kind: 'source', name: sourceName, topics: [topic], pattern: null, ...serdes } as const
    this.#nodes.add({ ...source, timestampExtractor, offsetReset: null })
    const processor = { kind: 'processor', name: processorName, parents: [sourceName], supplier } as const
    this.#nodes.add({ ...processor, isFixedKey: false, stores: new Set([store.name]) })
    const reprocesses = options.reprocessesOnRestore
    this.#globalStores.set(store.name, { store, topic, sourceName, processorName, reprocessesOnRestore: reprocesses })
    return this
  }

  /** A topic between two sub-topologies that belongs to the application. */
  addRepartitionTopic(plan: RepartitionTopicPlan): this {
    this.#repartitionTopics.set(plan.name, plan)
    return this
  }

  /** The topics of these sources must have equally many partitions. */
  copartition(sources: Iterable<string>): this {
    this.#copartitioned.push(new Set(sources))
    return this
  }

  /** The store is restored from this topic, which its source reads anyway, and keeps no changelog of its own. */
  useAsChangelog(store: string, topic: string): this {
    this.#sourceChangelogs.set(store, topic)
    return this
  }

  get nodes(): ReadonlyMap<string, NodePlan> {
    return this.#nodes.byName
  }

  get stores(): ReadonlyMap<string, StoreDefinition> {
    return this.#stores
  }

  get globalStores(): ReadonlyMap<string, GlobalStorePlan> {
    return this.#globalStores
  }

  get repartitionTopics(): ReadonlyMap<string, RepartitionTopicPlan> {
    return this.#repartitionTopics
  }

  get sourceChangelogs(): ReadonlyMap<string, string> {
    return this.#sourceChangelogs
  }

  /** Sources that must have equally many partitions, group by group. */
  get copartitioned(): readonly ReadonlySet<string>[] {
    return this.#copartitioned
  }

  /** The names of each sub-topology's nodes; those of global stores have a number too, and no tasks. */
  get groups(): readonly (readonly string[])[] {
    return this.#nodes.groups
  }

  /** As text, `String(topology.describe())` is Java's. */
  describe(): TopologyDescription {
    return describeTopology(this)
  }

  #connect(node: NodePlan, store: string): void {
    if (node.kind !== 'processor') {
      throw new TopologyError('BAD_PARENT', `${node.kind} ${node.name} cannot be connected to store ${store}`)
    }
    if (this.#globalStores.has(store)) {
      throw new TopologyError(
        'NOT_SUPPORTED',
        `global store ${store} need not be connected to ${node.name}: every processor reaches it`,
      )
    }
    if (!this.#stores.has(store)) {
      throw new TopologyError('UNKNOWN_STORE', `${node.name} wants a store ${store}; there is none`)
    }
    this.#nodes.connect(node, store)
  }
}
