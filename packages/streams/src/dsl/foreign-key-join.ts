/** `join` and `leftJoin` of two tables by a foreign key: what the parts of the join are, and what they know. */
import { AnswerResolver } from '../processor/foreign-key/answer-resolver.ts'
import { ForeignTableSide } from '../processor/foreign-key/foreign-table-side.ts'
import { type Subscription, subscriptionSerde } from '../processor/foreign-key/subscription.ts'
import { type SubscriptionAnswer, subscriptionAnswerSerde } from '../processor/foreign-key/subscription-answer.ts'
import { SubscriptionAnswerer } from '../processor/foreign-key/subscription-answerer.ts'
import { subscriptionReceiver } from '../processor/foreign-key/subscription-receiver.ts'
import { SubscriptionSender } from '../processor/foreign-key/subscription-sender.ts'
import type { TableJoiner } from '../processor/joins/table-join.ts'
import { TableSource } from '../processor/operators/table-source.ts'
import { buffer } from '../serde/plain.ts'
import type { Serde } from '../serde/serde.ts'
import type { StoreDefinition, StorePlace } from '../store/contract/store-definition.ts'
import type { StreamPartitioner } from '../topology/stream-partitioner.ts'
import { TopologyError } from '../topology/topology-error.ts'
import { ForeignKeyJoinStep } from './graph/foreign-key-join-step.ts'
import { foreignKeyNames, resultPrefix } from './graph/foreign-key-names.ts'
import type { TableParts } from './graph/parts.ts'
import type { ForeignKeyJoined } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'

export interface ForeignKeyJoinOptions<K, V, KO, VO, VR> {
  readonly joiner: TableJoiner<V, VO | null, VR>
  readonly options: ForeignKeyJoined<K, V, KO, VR>
  readonly isLeftJoin: boolean
}

export function joinByForeignKey<K, V, KO, VO, VR>(
  left: TableParts<K, V>,
  right: TableParts<KO, VO>,
  { joiner, options, isLeftJoin }: ForeignKeyJoinOptions<K, V, KO, VO, VR>,
): KTable<K, VR> {
  const { graph } = left
  right.operator.sendOldValues(true)
  left.operator.sendOldValues(true)
  const names = foreignKeyNames(graph, options.name)
  const materialization = new Materialization<K, VR>(graph, options, resultPrefix)
  const { key: primaryKey, value, otherKey: foreignKey, otherValue } = serdesOf(left, right, names.result)
  const leftView = left.operator.view()
  const rightView = right.operator.view()
  const { partitioner, otherPartitioner } = options
  const result = new TableSource<K, VR>({ storeName: materialization.storeName, isStored: materialization.isQueryable })
  const subscriptions = subscriptionSerde(primaryKey)
  const step = new ForeignKeyJoinStep({
    names,
    left: left.name,
    right: right.name,
    leftStores: leftView.stores,
    rightStores: rightView.stores,
    registration: {
      key: foreignKey,
      value: subscriptions,
      partitioner: otherPartitioner === undefined ? null : byKey<KO, Subscription<K>>(otherPartitioner),
    },
    response: {
      key: primaryKey,
      value: subscriptionAnswerSerde(otherValue),
      partitioner: partitioner === undefined ? byAsker : byKey<K, SubscriptionAnswer<VO>>(partitioner),
    },
    sender: new SubscriptionSender({ extract: options.foreignKey, foreignKey, value, isLeftJoin }),
    receiver: subscriptionReceiver({ storeName: names.store, primaryKey, foreignKey }),
    answerer: () => new SubscriptionAnswerer(rightView.get()),
    foreignTable: new ForeignTableSide({ storeName: names.store, foreignKey }),
    resolver: () => new AnswerResolver({ rows: leftView.get(), value, joiner, isLeftJoin }),
    result,
    subscriptionStore: subscriptionStore(names.store, subscriptions, graph.settings.storePlace),
    store: () => materialization.keyValueDefinition({ key: primaryKey, value: null }),
    isVersioned: materialization.isVersioned,
  })
  const node = graph.add([left.node, right.node], step)
  const sources = new Set([...left.sources, names.responseSource])
  graph.copartition([...right.sources, names.registrationSource])
  graph.copartition(sources)
  return graph.make.table({
    graph,
    node,
    name: names.result,
    keySerde: left.keySerde,
    valueSerde: options.value ?? null,
    sources,
    operator: result,
    queryableStoreName: materialization.isQueryable ? materialization.storeName : null,
  })
}

/** An answer goes to where the row lies that asked. */
function byAsker({ primaryPartition }: SubscriptionAnswer<unknown>): number | null {
  return primaryPartition < 0 ? null : primaryPartition
}

/** The partitioner of a table's topic knows only keys here: values are the join's own. */
function byKey<K, V>(partitioner: StreamPartitioner<K, null>): StreamPartitioner<K, V> {
  return (_value, key, target) => partitioner(null, key, target)
}

/** Subscriptions keep the headers of the rows that made them; they have no cache. */
function subscriptionStore<K>(name: string, value: Serde<Subscription<K>>, place: StorePlace): StoreDefinition {
  const common = { name, key: buffer, value, place, logging: true, topicConfig: {}, caching: false, keepsHeaders: true }
  return { ...common, kind: 'timestamped-key-value', entriesMax: null } as StoreDefinition
}

/** The join itself needs all four: keys and values go through its topics, and the left value is hashed. */
function serdesOf<K, V, KO, VO>(left: TableParts<K, V>, right: TableParts<KO, VO>, join: string) {
  const { defaultSerde } = left.graph.settings
  const known = <T>(serde: Serde<T> | null, of: string): Serde<T> => {
    const found = serde ?? (defaultSerde as Serde<T> | null)
    if (found !== null) return found
    throw new TopologyError(
      'MISSING_SERDE',
      `foreign-key join ${join} needs a serde for the ${of}: give one to that table, or the builder a defaultSerde`,
    )
  }
  return {
    key: known(left.keySerde, `keys of ${left.name}`),
    value: known(left.valueSerde, `values of ${left.name}`),
    otherKey: known(right.keySerde, `keys of ${right.name}`),
    otherValue: known(right.valueSerde, `values of ${right.name}`),
  }
}
