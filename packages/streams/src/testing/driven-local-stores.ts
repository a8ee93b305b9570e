/** The stores of a driven topology as those who read from outside find them: one partition, which is always running. */
import type { StateStore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { CommittedSpace } from '../store/contract/store-space.ts'
import type { LocalStore, LocalStores, StoreView } from '../store/queries/local-stores.ts'
import type { Position } from '../store/queries/position.ts'
import type { StreamTask } from '../task/stream-task.ts'
import type { Topology } from '../topology/topology.ts'

export interface DrivenLocalStoresOptions {
  readonly topology: Topology
  readonly task: StreamTask
  readonly find: (name: string) => StateStore | undefined
  /** What of a store was committed; null where it lies in memory. */
  readonly committedOf: (store: string) => CommittedSpace | null
}

export class DrivenLocalStores implements LocalStores {
  readonly definitions: ReadonlyMap<string, StoreDefinition>
  readonly #options: DrivenLocalStoresOptions
  readonly #found = new Map<string, LocalStore>()
  #committed: Position = {}

  constructor(options: DrivenLocalStoresOptions) {
    this.#options = options
    const { stores, globalStores } = options.topology
    const global = [...globalStores].map(([name, { store }]) => [name, store] as const)
    this.definitions = new Map([...stores, ...global])
  }

  find(name: string): LocalStore[] {
    const { find, committedOf } = this.#options
    const known = this.#found.get(name)
    if (known !== undefined) return [known]
    const store = find(name)
    if (store === undefined) return []
    const positionOf = (view: StoreView) => (view === 'committed' ? this.#committed : this.#latest())
    const found = { partition: 0, condition: 'running', store, committed: committedOf(name), positionOf } as const
    this.#found.set(name, found)
    return [found]
  }

  /** What has been processed is committed. */
  committed(): void {
    this.#committed = this.#latest()
  }

  #latest(): Position {
    const taken = [...this.#options.task.taken]
    return Object.fromEntries(taken.map(([topic, { partition, offset }]) => [topic, { [partition]: offset }]))
  }
}
