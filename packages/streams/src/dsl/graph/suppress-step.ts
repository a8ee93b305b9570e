/** `suppress`: a processor and its buffer. What it holds back is told later, so the table above must keep no history. */
import type { Suppress } from '../../processor/operators/suppress.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface SuppressStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly operator: Suppress<any, any>
  readonly store: () => StoreDefinition
}

export class SuppressStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned = false
  readonly needsUnversioned = true
  readonly #options: SuppressStepOptions

  constructor(name: string, options: SuppressStepOptions) {
    this.name = name
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { operator, store } = this.#options
    topology.addProcessor(this.name, { supplier: () => operator.makeProcessor(), parents, stores: [store()] })
  }
}
