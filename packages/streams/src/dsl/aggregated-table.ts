/**
 * An aggregation of a grouped stream, whatever its kind: takes the names of its store and its processor, then those
 * of a topic if one is needed, in Java's order, and says what is known of the table.
 */
import type { TableOperator } from '../processor/table-operator.ts'
import type { Serde } from '../serde/serde.ts'
import type { AggregationKind } from './aggregation-kind.ts'
import { AggregationStep } from './graph/aggregation-step.ts'
import type { Graph } from './graph/graph.ts'
import type { AggregationInput, GroupedSource } from './grouped-source.ts'
import type { Materialized, Named, Retained, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'
import type { KindOptions } from './window-definitions.ts'

export const aggregatePrefix = 'KSTREAM-AGGREGATE-'
export const reducePrefix = 'KSTREAM-REDUCE-'

export interface StreamAggregation<K, Key, A, AnyFold> {
  /** What generated names begin with. */
  readonly prefix: string
  readonly fold: AnyFold
  readonly kindOf: (options: KindOptions<K, A>) => AggregationKind<Key, A, AnyFold>
  /** The serde of the results, where it is known without the options. */
  readonly value: Serde<A> | null
  readonly options: Named & Materialized<K, A> & Versioned & Retained
}

export function aggregateStream<K, V, Key, A, AnyFold>(
  source: GroupedSource<K, V>,
  { prefix, fold, kindOf, value, options }: StreamAggregation<K, Key, A, AnyFold>,
): KTable<Key, A> {
  const { graph, keySerde: key } = source.parts
  const materialization = new Materialization<K, A>(graph, options, prefix)
  const name = graph.nameOr(options.name, prefix)
  const kind = kindOf({ materialization, key, value })
  const input = source.inputOf(materialization.storeName)
  const operator = kind.operator(fold)
  const valueSerde = materialization.valueSerde ?? value
  return aggregatedTable(graph, { name, input, operator, kind, materialization, valueSerde })
}

export interface AggregatedTableOptions<Key, A> {
  readonly name: string
  readonly input: AggregationInput
  readonly operator: TableOperator<Key, A>
  readonly kind: Omit<AggregationKind<Key, A, never>, 'operator'>
  readonly materialization: { readonly storeName: string; readonly isQueryable: boolean }
  readonly valueSerde: Serde<A> | null
}

export function aggregatedTable<Key, A>(graph: Graph, options: AggregatedTableOptions<Key, A>): KTable<Key, A> {
  const { name, input, operator, kind, materialization, valueSerde } = options
  const node = graph.add(input.node, new AggregationStep(name, { ...kind, operator }))
  return graph.make.table({
    graph,
    node,
    name,
    operator,
    keySerde: kind.keySerde,
    valueSerde,
    sources: input.sources,
    queryableStoreName: materialization.isQueryable ? materialization.storeName : null,
  })
}
