/** `builder.addStateStore`: a store that processors are connected to by its name. */
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class StoreStep implements GraphStep {
  readonly name: string
  readonly #store: StoreDefinition

  constructor(store: StoreDefinition) {
    this.name = store.name
    this.#store = store
  }

  write(topology: Topology): void {
    topology.addStateStore(this.#store)
  }
}
