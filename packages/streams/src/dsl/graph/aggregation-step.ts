/** An aggregation: a processor with the store of its table, which several aggregations may share. */
import type { TableOperator } from '../../processor/table-operator.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface AggregationStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly operator: TableOperator<any, any>
  readonly store: () => StoreDefinition
  readonly isOutputVersioned: boolean
  readonly windowGraceMs: number | null
}

export class AggregationStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean
  readonly windowGraceMs: number | null
  readonly #options: AggregationStepOptions

  constructor(name: string, options: AggregationStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isOutputVersioned
    this.windowGraceMs = options.windowGraceMs
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { operator, store } = this.#options
    topology.addProcessor(this.name, { supplier: () => operator.makeProcessor(), parents, stores: [store()] })
  }
}
