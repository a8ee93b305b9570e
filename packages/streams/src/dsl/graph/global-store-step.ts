/** `builder.globalTable` and `builder.addGlobalStore`: a store that every instance holds whole, fed by its topic. */
import type { GlobalStoreOptions, Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class GlobalStoreStep<K, V> implements GraphStep {
  readonly name: string
  /** Asked for when the topology is written: then a missing serde is an error. */
  readonly #options: () => GlobalStoreOptions<K, V>

  constructor(name: string, options: () => GlobalStoreOptions<K, V>) {
    this.name = name
    this.#options = options
  }

  write(topology: Topology): void {
    topology.addGlobalStore(this.#options())
  }
}
