/**
 * All calls of one builder, and the counter from which names are made. Java's names and numbers follow from the
 * order of the calls, so each call takes its numbers in Java's order.
 */

import { BinaryHeap } from '../../processor/binary-heap.ts'
import { validateCopartition } from '../../topology/copartition.ts'
import { requireName } from '../../topology/names.ts'
import { Topology } from '../../topology/topology.ts'
import { GraphNode, type GraphStep } from './graph-node.ts'
import type { GraphSettings } from './graph-settings.ts'
import type { Makers } from './makers.ts'
import type { Optimization } from './optimization.ts'
import { keepNullKeys } from './passes/keep-null-keys.ts'
import { RepartitionMerger } from './passes/merge-repartitions.ts'
import { mergeSources } from './passes/merge-sources.ts'
import { requireNames } from './passes/require-names.ts'
import { mergeSelfJoins } from './passes/self-join.ts'
import { enableVersionedSemantics } from './passes/versioned-semantics.ts'
import { TableSourceStep } from './table-source-step.ts'

export class Graph {
  readonly root = new GraphNode({ name: 'root', write: () => undefined })
  /** Makes the objects that users hold. */
  readonly make: Makers
  readonly settings: GraphSettings
  /** Tables that may come to have a store whose name was not given. */
  readonly unnamedStores = new Set<string>()
  /** The repartition topics that streams go through for their joins. */
  readonly repartitionsForJoins = new Map<object, GraphNode>()
  /** In the order of the calls. */
  readonly #nodes: GraphNode[] = []
  readonly #copartitioned: Set<string>[] = []
  readonly #topology = new Topology()
  readonly #merger = new RepartitionMerger()
  readonly #generated: string[] = []
  #nextNumber = 0
  #nextPriority = 0

  constructor(make: Makers, settings: GraphSettings) {
    this.make = make
    this.settings = settings
  }

  /** The next generated name with this prefix: `KSTREAM-FILTER-0000000003`. */
  generateName(prefix: string): string {
    const name = prefix + String(this.#nextNumber++).padStart(10, '0')
    this.#generated.push(name)
    return name
  }

  generateStoreName(prefix: string): string {
    return this.generateName(`${prefix}STATE-STORE-`)
  }

  /** The name that was given, or a generated one. A given name takes a number too, as in Java. */
  nameOr(given: string | undefined, prefix: string): string {
    const generated = this.generateName(prefix)
    if (given === undefined) return generated
    requireName('a processor', given)
    return given
  }

  /** The name of a program's own processor: only a generated one takes a number. */
  ownNameOr(given: string | undefined, prefix: string): string {
    if (given === undefined) return this.generateName(prefix)
    requireName('a processor', given)
    return given
  }

  /** The given name with a suffix, or a generated one; both take a number. */
  suffixedNameOr(given: string | undefined, { suffix, prefix }: { suffix: string; prefix: string }): string {
    if (given !== undefined) requireName('a processor', given)
    return this.nameOr(given === undefined ? undefined : given + suffix, prefix)
  }

  add<Step extends GraphStep>(parents: GraphNode | readonly GraphNode[], step: Step): GraphNode<Step> {
    const node = new GraphNode(step)
    const above: readonly GraphNode[] = parents instanceof GraphNode ? [parents] : parents
    for (const parent of above) parent.addChild(node)
    node.priority = this.#nextPriority++
    this.#nodes.push(node)
    this.#merger.added(node)
    return node
  }

  /** A node that a later call uses as well is written no earlier than if that call had added it. */
  postpone(node: GraphNode): void {
    node.priority = this.#nextPriority++
  }

  /** The topics of these sources must have equally many partitions. */
  copartition(sources: Iterable<string>): void {
    this.#copartitioned.push(new Set(sources))
  }

  /** An optimization has put one source into the place of another. */
  replaceSource(old: string, by: string): void {
    for (const sources of this.#copartitioned) if (sources.delete(old)) sources.add(by)
  }

  /** Whether a name is generated, or begins with one that is. */
  isGenerated(name: string): boolean {
    return this.#generated.some((generated) => name.startsWith(generated))
  }

  /** Makes the topology, with these optimizations; made again, it has what was added since besides. */
  build(optimizations: ReadonlySet<Optimization>): Topology {
    mergeSources(this.root)
    if (optimizations.has('reuse.ktable.source.topics')) this.#reuseSourceTopics()
    if (optimizations.has('merge.repartition.topics')) this.#merger.merge(this)
    if (optimizations.has('single.store.self.join')) mergeSelfJoins(this.#nodes)
    keepNullKeys(this.root)
    enableVersionedSemantics(this.#nodes, this.root)
    this.#write()
    const topology = this.#topology
    for (const sources of this.#copartitioned.splice(0)) topology.copartition(sources)
    validateCopartition(topology)
    if (this.settings.requiresNames) requireNames(topology, this)
    return topology
  }

  #reuseSourceTopics(): void {
    for (const { step } of this.#nodes) if (step instanceof TableSourceStep) step.reusesTopic = true
  }

  /** Writes all nodes, in the order of the calls but never before their parents, and each once. */
  #write(): void {
    const waiting = new BinaryHeap<GraphNode>((a, b) => a.priority - b.priority)
    const passed = new Set<GraphNode>()
    this.root.isWritten = true
    for (const child of this.root.children) waiting.add(child)
    for (let node = waiting.poll(); node !== undefined; node = waiting.poll()) {
      const parents = [...node.parents]
      if (passed.has(node) || !parents.every(({ isWritten }) => isWritten)) continue
      passed.add(node)
      const names = parents.filter((parent) => parent !== this.root).map(({ name }) => name)
      if (!node.isWritten) node.step.write(this.#topology, names)
      node.isWritten = true
      for (const child of node.children) waiting.add(child)
    }
  }
}
