/** `filter` and `mapValues` of a table: a processor, and a store if the program wants to query it. */
import type { DerivedTable } from '../../processor/operators/derived-table.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface DerivedTableStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly table: DerivedTable<any, any, any>
  /** Null where the table is not stored. */
  readonly store: (() => StoreDefinition) | null
  /** Undefined where nothing was said of a store: then it is as the table above. */
  readonly isOutputVersioned: boolean | undefined
}

export class DerivedTableStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean | undefined
  readonly #options: DerivedTableStepOptions

  constructor(name: string, options: DerivedTableStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isOutputVersioned
    this.#options = options
  }

  useVersionedSemantics(): void {
    this.#options.table.isVersioned = true
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { table, store } = this.#options
    topology.addProcessor(this.name, { supplier: () => table.makeProcessor(), parents })
    if (store !== null) topology.addStateStore(store(), this.name)
  }
}
