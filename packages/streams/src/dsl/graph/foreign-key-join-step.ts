/**
 * A join of two tables by a foreign key. The left side's subscriptions go through a topic to where the right side's
 * rows lie, the answers through another one back:
 *   left -> sender -> registration topic -> receiver -> answerer \
 *                                   right -> foreign table side -> response topic -> resolver -> result
 */
import type { AnswerResolver } from '../../processor/foreign-key/answer-resolver.ts'
import type { ForeignTableSide } from '../../processor/foreign-key/foreign-table-side.ts'
import type { Subscription } from '../../processor/foreign-key/subscription.ts'
import type { SubscriptionAnswer } from '../../processor/foreign-key/subscription-answer.ts'
import type { SubscriptionAnswerer } from '../../processor/foreign-key/subscription-answerer.ts'
import type { SubscriptionSender } from '../../processor/foreign-key/subscription-sender.ts'
import type { TableSource } from '../../processor/operators/table-source.ts'
import type { ProcessorSupplier } from '../../processor/processor.ts'
import type { Serde } from '../../serde/serde.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { StreamPartitioner } from '../../topology/stream-partitioner.ts'
import type { Topology } from '../../topology/topology.ts'
import type { ForeignKeyNames } from './foreign-key-names.ts'
import type { GraphStep } from './graph-node.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Any = any

/** A topic between the sides. */
interface ForeignKeyTopic<K, V> {
  readonly key: Serde<K>
  readonly value: Serde<V>
  readonly partitioner: StreamPartitioner<Any, V> | null
}

export interface ForeignKeyJoinStepOptions {
  readonly names: ForeignKeyNames
  /** The names of the nodes of both tables. */
  readonly left: string
  readonly right: string
  /** The stores in which rows of both tables are looked up. */
  readonly leftStores: readonly string[]
  readonly rightStores: readonly string[]
  readonly registration: ForeignKeyTopic<Any, Subscription<Any>>
  readonly response: ForeignKeyTopic<Any, SubscriptionAnswer<Any>>
  readonly sender: SubscriptionSender<Any, Any, Any>
  readonly receiver: ProcessorSupplier<Any, Subscription<Any>>
  readonly answerer: () => SubscriptionAnswerer<Any, Any, Any>
  readonly foreignTable: ForeignTableSide<Any, Any, Any>
  readonly resolver: () => AnswerResolver<Any, Any, Any, Any>
  readonly result: TableSource<Any, Any>
  readonly subscriptionStore: StoreDefinition
  /** Made only if the result is stored. */
  readonly store: () => StoreDefinition
  readonly isVersioned: boolean
}

export class ForeignKeyJoinStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean
  readonly #options: ForeignKeyJoinStepOptions

  constructor(options: ForeignKeyJoinStepOptions) {
    this.name = options.names.result
    this.isOutputVersioned = options.isVersioned
    this.#options = options
  }

  useVersionedSemantics(parent: string): void {
    const { left, right, sender, foreignTable } = this.#options
    if (parent === left) sender.isVersioned = true
    if (parent === right) foreignTable.isVersioned = true
  }

  write(topology: Topology): void {
    this.#writeRegistration(topology)
    this.#writeAnswers(topology)
    this.#writeResult(topology)
  }

  #writeRegistration(topology: Topology): void {
    const { names, left, sender, registration, receiver, subscriptionStore } = this.#options
    const { registrationTopic: topic, registrationSink, registrationSource } = names
    const { key, value, partitioner } = registration
    topology.addRepartitionTopic({ name: topic, partitions: null })
    topology.addProcessor(names.sender, { supplier: () => sender.makeProcessor(), parents: [left] })
    topology.addSink(registrationSink, { topic, parents: [names.sender], key, value, partitioner })
    topology.addSource(registrationSource, { topics: [topic], key, value })
    const parents = [registrationSource]
    topology.addProcessor(names.receiver, { supplier: receiver, parents, stores: [subscriptionStore] })
  }

  #writeAnswers(topology: Topology): void {
    const { names, right, rightStores: stores, answerer, foreignTable, subscriptionStore, response } = this.#options
    const { responseTopic: topic, responseSink, responseSource } = names
    const { key, value, partitioner } = response
    topology.addRepartitionTopic({ name: topic, partitions: null })
    topology.addProcessor(names.answerer, { supplier: answerer, parents: [names.receiver], stores })
    const supplier = () => foreignTable.makeProcessor()
    topology.addProcessor(names.foreignTable, { supplier, parents: [right], stores: [subscriptionStore] })
    const parents = [names.answerer, names.foreignTable]
    topology.addSink(responseSink, { topic, parents, key, value, partitioner })
    topology.addSource(responseSource, { topics: [topic], key, value })
  }

  #writeResult(topology: Topology): void {
    const { names, leftStores: stores, resolver, result, store } = this.#options
    topology.addProcessor(names.resolver, { supplier: resolver, parents: [names.responseSource], stores })
    topology.addProcessor(names.result, { supplier: () => result.makeProcessor(), parents: [names.resolver] })
    if (result.isStored) topology.addStateStore(store(), names.result)
  }
}
