/**
 * Makes the running nodes of a sub-topology from their plans. Parents are planned before their children, so one
 * walk joins everything; stores are opened in the order of the processors that use them.
 */

import type { ProductionFailure } from '../failure/failure.ts'
import { FixedKeyAdapter } from '../processor/fixed-key-adapter.ts'
import type { FixedKeyProcessor, Processor } from '../processor/processor.ts'
import { ProcessorNode } from '../processor/processor-node.ts'
import type { Parent } from '../processor/receiver.ts'
import type { TaskState } from '../processor/task-state.ts'
import type { Serde } from '../serde/serde.ts'
import type { RecordCollector } from '../sink/record-collector.ts'
import { SinkNode } from '../sink/sink-node.ts'
import { SourceNode } from '../source/source-node.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import { decoratedTopic } from '../topology/internal-topic.ts'
import type { ProcessorPlan, SinkPlan, SourcePlan } from '../topology/node-plan.ts'
import type { Topology } from '../topology/topology.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { TaskConfig } from './task-config.ts'

type Fixed = FixedKeyProcessor<unknown, unknown, unknown>
type Free = Processor<unknown, unknown, unknown, unknown>

export interface AssemblyOptions {
  readonly topology: Topology
  /** The nodes that belong to the task. */
  readonly nodes: Iterable<string>
  readonly state: TaskState
  readonly config: TaskConfig
  readonly collector: RecordCollector
  readonly onUnwritable: (failure: ProductionFailure) => void
  readonly openStore: (definition: StoreDefinition) => StateStore
  /** The topics of a source, under their full names, of which the task reads a partition. Default: all that it names. */
  readonly topicsOf?: ((source: SourcePlan) => readonly string[]) | undefined
}

export class Assembly {
  /** By topic, under its full name. */
  readonly sources = new Map<string, SourceNode>()
  readonly processors: ProcessorNode[] = []
  readonly stores: StateStore[] = []
  readonly #options: AssemblyOptions
  readonly #parents = new Map<string, Parent>()

  constructor(options: AssemblyOptions) {
    this.#options = options
    const wanted = new Set(options.nodes)
    for (const plan of options.topology.nodes.values()) {
      if (!wanted.has(plan.name)) continue
      if (plan.kind === 'source') this.#addSource(plan)
      else if (plan.kind === 'processor') this.#addProcessor(plan)
      else this.#addSink(plan)
    }
  }

  #addSource(plan: SourcePlan): void {
    const { config, topicsOf } = this.#options
    const { keySerde, valueSerde } = this.#serdes(plan)
    const timestampExtractor = plan.timestampExtractor ?? config.defaultTimestampExtractor
    const node = new SourceNode({ name: plan.name, keySerde, valueSerde, timestampExtractor })
    this.#parents.set(plan.name, node)
    for (const topic of topicsOf?.(plan) ?? this.#named(plan)) this.sources.set(topic, node)
  }

  #named({ topics }: SourcePlan): readonly string[] {
    const { topology, config } = this.#options
    const { repartitionTopics } = topology
    return topics.map((topic) => (repartitionTopics.has(topic) ? decoratedTopic(config.applicationId, topic) : topic))
  }

  #addProcessor({ name, parents, supplier, isFixedKey, stores }: ProcessorPlan): void {
    for (const store of stores) this.#openStore(store)
    const { state } = this.#options
    const processor = isFixedKey ? new FixedKeyAdapter(supplier() as Fixed) : (supplier() as Free)
    const node = new ProcessorNode({ name, processor, stores, state })
    this.processors.push(node)
    this.#parents.set(name, node)
    for (const parent of parents) this.#parents.get(parent)?.addChild(node)
  }

  #addSink(plan: SinkPlan): void {
    const { topology, config, state, collector, onUnwritable } = this.#options
    const { name, partitioner } = plan
    const { keySerde, valueSerde } = this.#serdes(plan)
    const isInternal = typeof plan.topic === 'string' && topology.repartitionTopics.has(plan.topic)
    const topic = isInternal ? decoratedTopic(config.applicationId, plan.topic as string) : plan.topic
    const node = new SinkNode({ name, topic, keySerde, valueSerde, partitioner, state, collector, onUnwritable })
    for (const parent of plan.parents) this.#parents.get(parent)?.addChild(node)
  }

  #openStore(name: string): void {
    const { topology, state, openStore } = this.#options
    const definition = topology.stores.get(name) ?? topology.globalStores.get(name)?.store
    if (definition === undefined || state.stores.has(name)) return
    const store = openStore(definition)
    state.stores.set(name, store)
    this.stores.push(store)
  }

  #serdes(plan: SourcePlan | SinkPlan): { keySerde: Serde<unknown>; valueSerde: Serde<unknown> } {
    const { config } = this.#options
    const keySerde = plan.keySerde ?? config.defaultKeySerde
    const valueSerde = plan.valueSerde ?? config.defaultValueSerde
    if (keySerde !== null && valueSerde !== null) return { keySerde, valueSerde }
    const missing = keySerde === null ? 'key' : 'value'
    throw new TopologyError(
      'MISSING_SERDE',
      `${plan.kind} ${plan.name} has no ${missing} serde, and there is no default`,
    )
  }
}
