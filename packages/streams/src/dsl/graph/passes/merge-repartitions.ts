/**
 * The optimization merge.repartition.topics: where several calls behind one change of the key would each send the
 * records through a topic of their own, they go through one, right behind the change. What stood between, such as
 * filters, moves behind the topic.
 */
import { TopologyError } from '../../../topology/topology-error.ts'
import type { Graph } from '../graph.ts'
import { GraphNode } from '../graph-node.ts'
import { RepartitionStep } from '../repartition-step.ts'
import { findAbove } from '../search.ts'

type Repartition = GraphNode<RepartitionStep>

export class RepartitionMerger {
  /** The topics that could be one, by the node that changes the key, in the order of the calls. */
  readonly #byKeyChange = new Map<GraphNode, Set<Repartition>>()
  readonly #merges = new Set<GraphNode>()

  /** Told of each node when it is added: later the graph may look otherwise. */
  added(node: GraphNode): void {
    if (node.step.changesKey) {
      this.#byKeyChange.set(node, new Set())
    } else if (isRepartition(node) && node.step.options.isOptimizable) {
      const keyChange = keyChangeAbove(node)
      if (keyChange !== null) this.#byKeyChange.get(keyChange)?.add(node)
    } else if (node.step.merges) {
      this.#merges.add(node)
    }
  }

  merge(graph: Graph): void {
    this.#moveToMerges()
    for (const [keyChange, repartitions] of this.#byKeyChange) {
      if (repartitions.size > 0) mergeBehind(graph, keyChange, repartitions)
    }
  }

  /** Where changed streams flow together before the topics, one topic behind the confluence will do for all. */
  #moveToMerges(): void {
    const spent = new Set<GraphNode>()
    const byMerge = new Map<GraphNode, GraphNode[]>()
    for (const merge of this.#merges) {
      const keyChanges = [...this.#byKeyChange].filter(
        ([keyChange, repartitions]) =>
          [...repartitions].every((node) => isBelow(node, merge)) && isBelow(merge, keyChange),
      )
      byMerge.set(
        merge,
        keyChanges.map(([keyChange]) => keyChange),
      )
    }
    for (const [merge, keyChanges] of byMerge) {
      const repartitions = new Set<Repartition>()
      for (const keyChange of keyChanges) {
        for (const repartition of this.#byKeyChange.get(keyChange) ?? []) repartitions.add(repartition)
        spent.add(keyChange)
      }
      this.#byKeyChange.set(merge, repartitions)
    }
    for (const keyChange of spent) this.#byKeyChange.delete(keyChange)
  }
}

function mergeBehind(graph: Graph, keyChange: GraphNode, repartitions: ReadonlySet<Repartition>): void {
  const one = new GraphNode(oneFor(graph, repartitions))
  one.priority = keyChange.priority
  for (const repartition of repartitions) {
    // Two topics may hang on the same line, which is moved once. Java refuses that topology.
    const first = findAbove(repartition, ({ parents }) => parents.has(keyChange) || parents.has(one))
    if (first === null) {
      throw new TopologyError('BAD_PARENT', `nothing leads from ${keyChange.name} to ${repartition.name}`)
    }
    one.addChild(first)
    keyChange.removeChild(first)
    const parents = [...repartition.parents]
    for (const child of [...repartition.children]) {
      repartition.removeChild(child)
      for (const parent of parents) parent.addChild(child)
    }
    for (const parent of parents) parent.removeChild(repartition)
    graph.replaceSource(repartition.name, one.name)
  }
  keyChange.addChild(one)
}

/** It is called as the first of them, and has the first serdes that any of them has. */
function oneFor(graph: Graph, repartitions: ReadonlySet<Repartition>): RepartitionStep {
  const steps = [...repartitions].map(({ step }) => step)
  const keySerde = steps.find(({ options }) => options.keySerde !== null)?.options.keySerde ?? null
  const valueSerde = steps.find(({ options }) => options.valueSerde !== null)?.options.valueSerde ?? null
  const namePrefix = steps[0]?.topic ?? ''
  return new RepartitionStep(graph, { namePrefix, keySerde, valueSerde, isOptimizable: true })
}

/** The nearest change of the key above, if no change of the value stands between: the topic would need its serde. */
function keyChangeAbove(repartition: GraphNode): GraphNode | null {
  const keyChange = findAbove(repartition, ({ step }) => step.changesKey === true)
  const change = findAbove(repartition, ({ step }) => step.changesKey === true || step.changesValue === true)
  return change === keyChange ? keyChange : null
}

function isBelow(node: GraphNode, above: GraphNode): boolean {
  return findAbove(node, ({ parents }) => parents.has(above)) !== null
}

function isRepartition(node: GraphNode): node is Repartition {
  return node.step instanceof RepartitionStep
}
