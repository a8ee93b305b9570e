/**
 * The grouped streams that are aggregated into one table, each by a function of its own. Each stream has an
 * aggregation of its own; all of them share one store, and their changes flow together in one node.
 */

import { Cogroup } from '../processor/aggregations/cogroup.ts'
import type { Aggregator } from '../processor/aggregations/folds.ts'
import type { TableOperator } from '../processor/table-operator.ts'
import type { AggregationKind } from './aggregation-kind.ts'
import { AggregationStep } from './graph/aggregation-step.ts'
import type { Graph } from './graph/graph.ts'
import type { GraphNode } from './graph/graph-node.ts'
import type { GroupedParts } from './graph/parts.ts'
import { ProcessorStep } from './graph/processor-step.ts'
import { repartitionStepOf } from './grouped-source.ts'
import type { Materialized, Named, Retained, Versioned } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'
import type { KindOptions } from './window-definitions.ts'

// biome-ignore lint/suspicious/noExplicitAny: streams of several types are aggregated into one table
type Any = any

export interface CogroupCall<K, Key, A, AnyFold> {
  readonly options: Named & Materialized<K, A> & Versioned & Retained
  readonly kindOf: (options: KindOptions<K, A>) => AggregationKind<Key, A, AnyFold>
  /** What is done with the records of one of the streams. */
  readonly foldOf: (add: Aggregator<K, unknown, A>) => AnyFold
}

interface CogroupedStream<K, A> {
  readonly parts: GroupedParts<K, Any>
  readonly add: Aggregator<K, Any, A>
}

const prefix = 'COGROUPKSTREAM-AGGREGATE-'

export class CogroupedSources<K, A> {
  readonly graph: Graph
  readonly #streams: readonly CogroupedStream<K, A>[]
  /** The topics that there are already, also those of the sources that these are made from. */
  readonly #topics: Map<GroupedParts<K, Any>, GraphNode>

  constructor(
    graph: Graph,
    streams: readonly CogroupedStream<K, A>[] = [],
    topics = new Map<GroupedParts<K, Any>, GraphNode>(),
  ) {
    this.graph = graph
    this.#streams = streams
    this.#topics = topics
  }

  /** These and one more. A stream that is there already keeps its place and has another function. */
  with<V>(parts: GroupedParts<K, V>, add: Aggregator<K, V, A>): CogroupedSources<K, A> {
    const known = this.#streams.findIndex((stream) => stream.parts === parts)
    const streams = known < 0 ? [...this.#streams, { parts, add }] : this.#streams.with(known, { parts, add })
    return new CogroupedSources(this.graph, streams, this.#topics)
  }

  aggregate<Key, AnyFold>({ options, kindOf, foldOf }: CogroupCall<K, Key, A, AnyFold>): KTable<Key, A> {
    const { graph } = this
    const materialization = new Materialization<K, A>(graph, options, prefix)
    const key = this.#streams.find(({ parts }) => parts.keySerde !== null)?.parts.keySerde ?? null
    const kind = kindOf({ materialization, key, value: null })
    const { storeName } = materialization
    const inputs = this.#streams.map(({ parts }) => this.#inputOf(parts, storeName))
    graph.copartition(this.#streams.flatMap(({ parts }) => [...parts.sources]))
    const operators = this.#streams.map(({ add }) => kind.operator(foldOf(add)))
    const aggregations = inputs.map((input, index) => {
      const name = graph.suffixedNameOr(options.name, { suffix: `-cogroup-agg-${index}`, prefix })
      const operator = operators[index] as TableOperator<Key, A>
      return graph.add(input, new AggregationStep(name, { ...kind, operator }))
    })
    const operator = new Cogroup(operators as [TableOperator<Key, A>, ...TableOperator<Key, A>[]])
    const name = graph.suffixedNameOr(options.name, { suffix: '-cogroup-merge', prefix: 'COGROUPKSTREAM-MERGE-' })
    const node = graph.add(aggregations, new ProcessorStep(name, { supplier: () => operator.makeProcessor() }))
    return graph.make.table({
      graph,
      node,
      name,
      operator,
      keySerde: kind.keySerde,
      valueSerde: materialization.valueSerde,
      sources: this.#sources(),
      queryableStoreName: materialization.isQueryable ? storeName : null,
    })
  }

  #inputOf(parts: GroupedParts<K, Any>, storeName: string): GraphNode {
    if (!parts.needsRepartition) return parts.node
    const step = repartitionStepOf(parts, storeName)
    const known = this.#topics.get(parts)
    if (known !== undefined) return known
    const node = this.graph.add(parts.node, step)
    this.#topics.set(parts, node)
    return node
  }

  /** The sources that records reach the aggregations from. */
  #sources(): ReadonlySet<string> {
    return new Set(this.#streams.flatMap(({ parts }) => [this.#topics.get(parts)?.name ?? [...parts.sources]].flat()))
  }
}
