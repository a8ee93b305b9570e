/**
 * A store as its last commit has left it: the store of the same definition, opened over what was committed, without
 * cache and changelog. What such a store knows besides its rows was committed with them; so it is opened anew when a
 * commit has come.
 */
import { contextWithoutRecord } from '../../record/record-context.ts'
import type { StateStore, StoreContext } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { CommittedSpace } from '../contract/store-space.ts'
import { openStore } from '../open/open-store.ts'

export class CommittedStore {
  readonly #definition: StoreDefinition
  readonly #space: CommittedSpace
  #store: StateStore | null = null
  /** Of which commit the store is. */
  #commitCount = -1

  constructor(definition: StoreDefinition, space: CommittedSpace) {
    this.#definition = definition
    this.#space = space
  }

  /** As the last commit has left it now. Walks over an earlier one go on over the rows that there are. */
  get store(): StateStore {
    const { commitCount } = this.#space
    if (this.#store !== null && commitCount === this.#commitCount) return this.#store
    this.#store = openStore(this.#definition)
    this.#store.init(contextOver(this.#space))
    this.#commitCount = commitCount
    return this.#store
  }
}

/** A task that does nothing. */
function contextOver(space: CommittedSpace): StoreContext {
  return {
    applicationId: '',
    taskId: '',
    recordContext: contextWithoutRecord(0),
    streamTimeMs: -1,
    changelogOf: () => null,
    spaceOf: () => space,
    cacheOf: () => null,
    droppedExpired: () => undefined,
    register: () => undefined,
  }
}
