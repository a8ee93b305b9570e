/** `groupBy` of a table: the processor that puts its changes under new keys. */
import type { TableRegroup } from '../../processor/aggregations/table-regroup.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class RegroupStep implements GraphStep {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly #regroup: TableRegroup<any, any, any, any>

  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(name: string, regroup: TableRegroup<any, any, any, any>) {
    this.name = name
    this.#regroup = regroup
  }

  useVersionedSemantics(): void {
    this.#regroup.isVersioned = true
  }

  write(topology: Topology, parents: readonly string[]): void {
    topology.addProcessor(this.name, { supplier: () => this.#regroup.makeProcessor(), parents })
  }
}
