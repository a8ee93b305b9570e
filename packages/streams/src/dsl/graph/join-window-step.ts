/** Where a side of a stream-stream join keeps its records: a processor with its store. */
import { joinWindow } from '../../processor/joins/join-window.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class JoinWindowStep implements GraphStep {
  readonly name: string
  readonly #store: () => StoreDefinition

  constructor(name: string, store: () => StoreDefinition) {
    this.name = name
    this.#store = store
  }

  write(topology: Topology, parents: readonly string[]): void {
    const store = this.#store()
    topology.addProcessor(this.name, { supplier: joinWindow(store.name), parents, stores: [store] })
  }
}
