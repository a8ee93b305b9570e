/** A join of two tables: a processor for each side, connected to the other side's stores, and the merge behind both. */
import type { TableJoinSide } from '../../processor/joins/table-join.ts'
import type { TableJoinMerge } from '../../processor/joins/table-join-merge.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Any = any

interface TableJoinSidePlan {
  readonly name: string
  /** The node of the table whose changes come in. */
  readonly parent: string
  readonly operator: TableJoinSide<Any, Any, Any, Any>
  /** The stores in which the other side's rows are looked up. */
  readonly stores: readonly string[]
}

export interface TableJoinStepOptions {
  readonly left: TableJoinSidePlan
  readonly right: TableJoinSidePlan
  readonly merge: TableJoinMerge<Any, Any>
  /** Null where the result is not stored. */
  readonly store: (() => StoreDefinition) | null
  readonly isVersioned: boolean
}

export class TableJoinStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean
  readonly #options: TableJoinStepOptions

  constructor(name: string, options: TableJoinStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isVersioned
    this.#options = options
  }

  useVersionedSemantics(parent: string): void {
    const { left, right } = this.#options
    for (const side of [left, right]) if (side.parent === parent) side.operator.isVersioned = true
  }

  write(topology: Topology): void {
    const { left, right, merge, store } = this.#options
    for (const { name, parent, operator } of [left, right]) {
      topology.addProcessor(name, { supplier: () => operator.makeProcessor(), parents: [parent] })
    }
    topology.addProcessor(this.name, { supplier: () => merge.makeProcessor(), parents: [left.name, right.name] })
    for (const { name, stores } of [left, right]) topology.connectProcessorAndStateStores(name, ...stores)
    if (store !== null) topology.addStateStore(store(), this.name)
  }
}
