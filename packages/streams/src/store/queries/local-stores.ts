/**
 * What an instance has of stores, as those who read from outside find it: the plans of the topology's stores, and of
 * each the stores of the partitions that are with this instance just now. Whoever runs the tasks keeps it true.
 */
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { CommittedSpace } from '../contract/store-space.ts'
import type { Position } from './position.ts'

export type StorePlan = Pick<StoreDefinition, 'name' | 'kind'>

/**
 * What is read: what the last commit has left, or what processing sees now, with caches and whatever has not been
 * committed. Stores in memory have one state only, which both show.
 */
export type StoreView = 'committed' | 'latest'

export interface LocalStore {
  readonly partition: number
  /** Standbys and stores that are being restored are behind; they are read by those who do not mind. */
  readonly condition: 'running' | 'restoring' | 'standby'
  readonly store: StateStore
  /** What of it was committed; null for a store in memory. */
  readonly committed: CommittedSpace | null
  /** How far the input is that a view of it stands for. */
  positionOf(view: StoreView): Position
}

export interface LocalStores {
  /** All stores of the topology, by name. */
  readonly definitions: ReadonlyMap<string, StoreDefinition>
  /** Those of a name that are here. */
  find(name: string): Iterable<LocalStore>
}
