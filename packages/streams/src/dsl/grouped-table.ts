/** Grouped tables, as the graph makes them: changes go through a topic to their new keys, and are aggregated there. */
import {
  type Aggregator,
  counting,
  type Initializer,
  type Reducer,
  type ReversibleFold,
  reducing,
} from '../processor/aggregations/folds.ts'
import { TableAggregate } from '../processor/aggregations/table-aggregate.ts'
import { long } from '../serde/number.ts'
import type { Serde } from '../serde/serde.ts'
import { aggregatedTable } from './aggregated-table.ts'
import { ChangeRepartitionStep } from './graph/change-repartition-step.ts'
import type { GraphNode } from './graph/graph-node.ts'
import type { GroupedTableParts } from './graph/parts.ts'
import type { KGroupedTable } from './language/grouped-table.ts'
import { internals } from './language/internals.ts'
import type { Materialized, Named, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'

type Options<K, A> = Named & Materialized<K, A> & Versioned

const aggregatePrefix = 'KTABLE-AGGREGATE-'

export class GraphGroupedTable<K, V> implements KGroupedTable<K, V> {
  readonly [internals]: GroupedTableParts<K, V>
  #topic: GraphNode | null = null

  constructor(parts: GroupedTableParts<K, V>) {
    this[internals] = parts
  }

  count(options: Options<K, number> = {}): KTable<K, number> {
    return this.#table<number>(counting, { prefix: aggregatePrefix, value: long, options })
  }

  reduce(
    { add, subtract }: { readonly add: Reducer<V>; readonly subtract: Reducer<V> },
    options: Options<K, V> = {},
  ): KTable<K, V> {
    const value = this[internals].valueSerde
    return this.#table<V>({ ...reducing(add), subtract }, { prefix: 'KTABLE-REDUCE-', value, options })
  }

  aggregate<A>(
    initialize: Initializer<A>,
    { add, subtract }: { readonly add: Aggregator<K, V, A>; readonly subtract: Aggregator<K, V, A> },
    options: Options<K, A> = {},
  ): KTable<K, A> {
    return this.#table<A>({ initialize, add, subtract }, { prefix: aggregatePrefix, value: null, options })
  }

  #table<A>(fold: ReversibleFold<K, V, A>, { prefix, value, options }: Call<K, A>): KTable<K, A> {
    const { graph, keySerde } = this[internals]
    const materialization = new Materialization<K, A>(graph, options, aggregatePrefix)
    const { storeName } = materialization
    const topic = this.#topicOf(storeName, options.name)
    const name = graph.nameOr(options.name, prefix)
    const node = this.#place(topic)
    const definition = materialization.keyValueDefinition({ key: keySerde, value })
    const kind = {
      keySerde: materialization.keySerde ?? keySerde,
      store: () => definition,
      isOutputVersioned: materialization.isVersioned,
      windowGraceMs: null,
    }
    const operator = new TableAggregate<K, V, A>(storeName, fold)
    const input = { node, sources: new Set([node.name]) }
    const valueSerde = materialization.valueSerde ?? value
    return aggregatedTable(graph, { name, input, operator, kind, materialization, valueSerde })
  }

  #topicOf(storeName: string, given: string | undefined): ChangeRepartitionStep {
    const { graph, keySerde, valueSerde, repartitionName } = this[internals]
    const { defaultSerde } = graph.settings
    const sinkName = graph.suffixedNameOr(given, { suffix: '-sink', prefix: 'KSTREAM-SINK-' })
    const sourceName = graph.suffixedNameOr(given, { suffix: '-source', prefix: 'KSTREAM-SOURCE-' })
    return new ChangeRepartitionStep(sourceName, {
      sinkName,
      topic: `${repartitionName ?? storeName}-repartition`,
      keySerde,
      valueSerde: valueSerde ?? defaultSerde,
    })
  }

  /** A topic that the program named is shared by all aggregations of the grouped table. */
  #place(topic: ChangeRepartitionStep): GraphNode {
    const { graph, node: parent, repartitionName } = this[internals]
    if (this.#topic === null || repartitionName === null) this.#topic = graph.add(parent, topic)
    else graph.postpone(this.#topic)
    return this.#topic
  }
}

interface Call<K, A> {
  readonly prefix: string
  /** The serde of the results, where it is known. */
  readonly value: Serde<A> | null
  readonly options: Options<K, A>
}
