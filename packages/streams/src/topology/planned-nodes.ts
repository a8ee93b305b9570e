/**
 * The nodes of a topology, by name, parents before their children; and which of them belong to one sub-topology.
 * Names are given once, topics have one reader, nothing stands behind a sink.
 */
import { NodeGroups } from './node-groups.ts'
import type { NodePlan, ProcessorPlan } from './node-plan.ts'
import { SourceTopics } from './source-topics.ts'
import { TopologyError } from './topology-error.ts'

export class PlannedNodes {
  readonly #byName = new Map<string, NodePlan>()
  readonly #sourceTopics = new SourceTopics()
  readonly #groups = new NodeGroups()

  /** @throws TopologyError if it could not run where it is put */
  add(plan: NodePlan): void {
    const { name } = plan
    if (this.#byName.has(name)) throw new TopologyError('NAME_TAKEN', `two nodes are called ${name}`)
    if (plan.kind === 'source') this.#sourceTopics.add(plan)
    else this.#requireParents(name, plan.parents)
    this.#byName.set(name, plan)
    this.#groups.add(name)
    if (plan.kind !== 'source') this.#groups.unite(name, plan.parents)
  }

  /** From now on the processor shares the store with those that are connected to it already. */
  connect(processor: ProcessorPlan, store: string): void {
    for (const other of this.#byName.values()) {
      if (other.kind !== 'processor' || !other.stores.has(store)) continue
      this.#groups.unite(processor.name, [other.name])
      break
    }
    processor.stores.add(store)
  }

  get byName(): ReadonlyMap<string, NodePlan> {
    return this.#byName
  }

  /** The names of each sub-topology's nodes, numbered by their order. */
  get groups(): readonly (readonly string[])[] {
    return this.#groups.groups()
  }

  #requireParents(name: string, parents: readonly string[]): void {
    if (parents.length === 0) throw new TopologyError('NO_PARENTS', `${name} has no parent: nothing would reach it`)
    for (const parent of parents) {
      if (parent === name) throw new TopologyError('BAD_PARENT', `${name} cannot be its own parent`)
      const node = this.#byName.get(parent)
      if (node === undefined) {
        throw new TopologyError('UNKNOWN_NODE', `${name} has a parent ${parent}, which is not there (yet)`)
      }
      if (node.kind === 'sink') {
        throw new TopologyError('BAD_PARENT', `${name} cannot stand behind ${parent}, which is a sink`)
      }
    }
  }
}
