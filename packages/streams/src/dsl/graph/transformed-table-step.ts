/** `transformValues` of a table: a processor, the stores that it uses, and one more if the program wants to query it. */
import type { TransformedTable } from '../../processor/operators/transformed-table.ts'
import type { StoreWish } from '../../processor/processor.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface TransformedTableStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly table: TransformedTable<any, any, any>
  readonly stores: readonly StoreWish[]
  /** Null where the table is not stored. */
  readonly store: (() => StoreDefinition) | null
  /** Undefined where nothing was said of a store: then it is as the table above. */
  readonly isOutputVersioned: boolean | undefined
}

export class TransformedTableStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean | undefined
  readonly #options: TransformedTableStepOptions

  constructor(name: string, options: TransformedTableStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isOutputVersioned
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { table, store, stores: own } = this.#options
    const stores = store === null ? own : [store(), ...own]
    topology.addProcessor(this.name, { supplier: () => table.makeProcessor(), parents, stores })
  }
}
