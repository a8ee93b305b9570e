/** A stream that is being split, as the graph makes it. */
import { type BranchRule, branch } from '../processor/operators/branch.ts'
import type { Predicate } from '../processor/operators/filter.ts'
import { passThrough } from '../processor/operators/pass-through.ts'
import type { GraphNode } from './graph/graph-node.ts'
import type { StreamParts } from './graph/parts.ts'
import { ProcessorStep } from './graph/processor-step.ts'
import type { Branched, BranchedKStream } from './language/branched-stream.ts'
import type { Named } from './language/options.ts'
import type { KStream } from './language/stream.ts'

export class GraphBranchedStream<K, V> implements BranchedKStream<K, V> {
  readonly #parts: StreamParts<K, V>
  readonly #name: string
  readonly #node: GraphNode
  readonly #rules: BranchRule<K, V>[] = []
  readonly #branches = new Map<string, KStream<K, V>>()

  constructor(parts: StreamParts<K, V>, options: Named) {
    this.#parts = parts
    this.#name = parts.graph.nameOr(options.name, 'KSTREAM-BRANCH-')
    this.#node = parts.graph.add(parts.node, new ProcessorStep(this.#name, { supplier: branch(this.#rules) }))
  }

  branch(predicate: Predicate<K, V>, options: Branched<K, V> = {}): this {
    this.#add(predicate, { ...options, name: options.name ?? String(this.#rules.length + 1) })
    return this
  }

  defaultBranch(options: Branched<K, V> = {}): ReadonlyMap<string, KStream<K, V>> {
    this.#add(null, { ...options, name: options.name ?? '0' })
    return this.#branches
  }

  noDefaultBranch(): ReadonlyMap<string, KStream<K, V>> {
    return this.#branches
  }

  #add(predicate: Predicate<K, V> | null, { name: suffix, as }: Branched<K, V>): void {
    const { graph } = this.#parts
    const name = `${this.#name}${suffix}`
    this.#rules.push({ predicate, child: name })
    graph.generateName(name)
    const node = graph.add(this.#node, new ProcessorStep(name, { supplier: passThrough() }))
    const stream = graph.make.stream<K, V>({ ...this.#parts, node, name })
    const result = as === undefined ? stream : as(stream)
    if (result !== undefined) this.#branches.set(name, result)
  }
}
