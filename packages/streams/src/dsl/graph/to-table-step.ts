/** `toTable`: the processor that makes a table of a stream's records; it is stored only if somebody looks it up. */
import type { TableSource } from '../../processor/operators/table-source.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface ToTableStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly table: TableSource<any, any>
  /** Made only if the table is stored. */
  readonly store: () => StoreDefinition
  readonly isVersioned: boolean
}

export class ToTableStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean
  readonly #options: ToTableStepOptions

  constructor(name: string, options: ToTableStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isVersioned
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { table, store } = this.#options
    topology.addProcessor(this.name, { supplier: () => table.makeProcessor(), parents })
    if (table.isStored) topology.addStateStore(store(), this.name)
  }
}
