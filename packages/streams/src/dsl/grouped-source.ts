/**
 * Where the aggregations of a grouped stream hang: on the stream itself, or, if keys have changed, behind a topic
 * that brings records of one key together. A topic that the program named is shared by all aggregations of the
 * grouped stream; otherwise each has its own, called after its store.
 */
import type { GraphNode } from './graph/graph-node.ts'
import type { GroupedParts } from './graph/parts.ts'
import { RepartitionStep } from './graph/repartition-step.ts'

export interface AggregationInput {
  readonly node: GraphNode
  readonly sources: ReadonlySet<string>
}

export class GroupedSource<K, V> {
  readonly parts: GroupedParts<K, V>
  #repartition: GraphNode | null = null

  constructor(parts: GroupedParts<K, V>) {
    this.parts = parts
  }

  /** What the aggregation into a store hangs on. */
  inputOf(storeName: string): AggregationInput {
    const { node: parent, sources, needsRepartition, repartitionName } = this.parts
    if (!needsRepartition) return { node: parent, sources }
    const step = repartitionStepOf(this.parts, storeName)
    const { graph } = this.parts
    if (this.#repartition === null || repartitionName === null) this.#repartition = graph.add(parent, step)
    else graph.postpone(this.#repartition)
    const node = this.#repartition
    return { node, sources: new Set([node.name]) }
  }
}

/** Takes the numbers of a topic's nodes, whether it is used or not. */
export function repartitionStepOf(parts: GroupedParts<unknown, unknown>, storeName: string): RepartitionStep {
  const { graph, keySerde, valueSerde, repartitionName } = parts
  return new RepartitionStep(graph, {
    namePrefix: repartitionName ?? storeName,
    keySerde,
    valueSerde,
    isOptimizable: true,
  })
}
