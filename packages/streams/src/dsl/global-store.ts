/** `globalTable` and `addGlobalStore` of a builder. */
import { TableSource } from '../processor/operators/table-source.ts'
import type { ProcessorSupplier } from '../processor/processor.ts'
import { storedValues } from '../processor/stored-values.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { TopicOf } from '../topology/topic.ts'
import { TopologyError } from '../topology/topology-error.ts'
import { GraphGlobalTable } from './global-table.ts'
import { GlobalStoreStep } from './graph/global-store-step.ts'
import type { Graph } from './graph/graph.ts'
import type { GlobalKTable } from './language/global-table.ts'
import type { Consumed, Materialized } from './language/options.ts'
import { Materialization } from './materialization.ts'

/** What a global store is, and what is done with each record of its topic. */
export interface GlobalStoreOptions<K, V> extends Consumed {
  readonly store: StoreDefinition
  /** Makes the processor that writes to the store; it forwards nothing and is called by no clock. */
  readonly supplier: ProcessorSupplier<K, V, never, never>
}

export function addGlobalTable<K, V>(
  graph: Graph,
  topic: TopicOf<K, V>,
  options: Consumed & Materialized<K, V>,
): GlobalKTable<K, V> {
  if ('versioned' in options)
    throw new TopologyError('NOT_SUPPORTED', `the global table of ${topic.name} keeps no history`)
  const materialization = new Materialization(graph, options, `${topic.name}-`)
  const { storeName, isQueryable } = materialization
  const names = namesOf(graph, options)
  const operator = new TableSource<K, V>({ storeName, isStored: true })
  const step = new GlobalStoreStep<K, V>(names.processorName, () => ({
    ...names,
    ...sourceOf(topic, options),
    store: whole(materialization.keyValueDefinition({ key: topic.key, value: topic.value })),
    supplier: () => operator.makeProcessor() as ReturnType<ProcessorSupplier<K, V, never, never>>,
    reprocessesOnRestore: false,
  }))
  graph.add(graph.root, step)
  return new GraphGlobalTable({ storeName, view: storedValues<K, V>(storeName) }, isQueryable ? storeName : null)
}

export function addGlobalStore<K, V>(graph: Graph, topic: TopicOf<K, V>, options: GlobalStoreOptions<K, V>): void {
  const names = namesOf(graph, options)
  const { supplier } = options
  const store = whole(options.store)
  const plan = { ...names, ...sourceOf(topic, options), store, supplier, reprocessesOnRestore: true }
  graph.add(graph.root, new GlobalStoreStep<K, V>(names.processorName, () => plan))
}

function namesOf(graph: Graph, { name }: Consumed): { sourceName: string; processorName: string } {
  const sourceName = graph.suffixedNameOr(name, { suffix: '-source', prefix: 'KSTREAM-SOURCE-' })
  return { sourceName, processorName: graph.nameOr(name, 'KTABLE-SOURCE-') }
}

function sourceOf<K, V>({ name, key, value }: TopicOf<K, V>, { timestampExtractor }: Consumed) {
  return { topic: name, key, value, timestampExtractor: timestampExtractor ?? null }
}

/** Its topic is its changelog; and nobody commits, so that nothing may be held back. */
function whole(store: StoreDefinition): StoreDefinition {
  return { ...store, logging: false, caching: false }
}
