/** Where the stores of a driven topology lie when they lie on disk: a database for its task, one for global stores. */
import type { RestorePlace } from '../store/contract/restore-place.ts'
import type { CommittedSpace, StoreSpace } from '../store/contract/store-space.ts'
import { StateMemory } from '../store/rocksdb/state-memory.ts'
import { TaskDatabase } from '../store/rocksdb/task-database.ts'
import type { Topology } from '../topology/topology.ts'

/** A driver has little in it. */
const stateBytes = 16 * 1024 * 1024
const noOffsets = new Map<string, number>()

export class DrivenDisk {
  readonly #topology: Topology
  readonly #task: TaskDatabase
  readonly #global: TaskDatabase | null

  private constructor(topology: Topology, task: TaskDatabase, global: TaskDatabase | null) {
    this.#topology = topology
    this.#task = task
    this.#global = global
  }

  static async open(topology: Topology, folder: string): Promise<DrivenDisk> {
    const { stores, globalStores } = topology
    const memory = new StateMemory({ bytes: stateBytes })
    const open = (name: string, of: ReadonlyMap<string, unknown>) =>
      TaskDatabase.open({ path: `${folder}/${name}`, stores: [...of.keys()], memory })
    return new DrivenDisk(
      topology,
      await open('0_0', stores),
      globalStores.size === 0 ? null : await open('global', globalStores),
    )
  }

  /** Where the stores of the task are restored to. */
  get place(): RestorePlace {
    return this.#task
  }

  spaceOf(store: string): StoreSpace {
    return this.#task.space(store)
  }

  spaceOfGlobal(store: string): StoreSpace | null {
    return this.#global?.space(store) ?? null
  }

  /** What of a store was committed; null where it lies in memory. */
  committedOf(name: string): CommittedSpace | null {
    const { stores, globalStores } = this.#topology
    const isGlobal = globalStores.has(name)
    const definition = stores.get(name) ?? globalStores.get(name)?.store
    if (definition?.place !== 'disk') return null
    return (isGlobal ? this.#global : this.#task)?.committedSpace(name) ?? null
  }

  commit(): void {
    this.#task.commit(noOffsets)
  }

  commitGlobal(): void {
    this.#global?.commit(noOffsets)
  }

  async close(): Promise<void> {
    await this.#task.close()
    await this.#global?.close()
  }
}
