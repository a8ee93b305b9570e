/**
 * A store that takes its changelogs back: one, or as many as the topic of a global store has partitions. Where its rows
 * last, each step writes them together with the offset that they stand for; rows that nobody has to read meanwhile go
 * straight to the disk.
 */

import type { RestorePlace } from '../contract/restore-place.ts'
import type { StateStore, StoreRestore } from '../contract/state-store.ts'
import { type ChangelogStore, RestoredChangelog, type RestoredChangelogOptions } from './restored-changelog.ts'

export interface RestoredStoreOptions {
  readonly store: StateStore
  /** How the store takes records back, as it has told when it was opened last. */
  readonly restoreOf: () => StoreRestore
  /** Opens the store, which was closed and has lost its rows. */
  readonly reopen: () => void
  /** Where the rows last; null where they do not. */
  readonly place: RestorePlace | null
  readonly changelogs: readonly Omit<RestoredChangelogOptions, 'store'>[]
}

export class RestoredStore implements ChangelogStore {
  readonly changelogs: readonly RestoredChangelog[]
  readonly #store: StateStore
  readonly #restoreOf: () => StoreRestore
  readonly #reopen: () => void
  readonly #place: RestorePlace | null
  #restore: StoreRestore

  constructor({ store, restoreOf, reopen, place, changelogs }: RestoredStoreOptions) {
    this.#store = store
    this.#restoreOf = restoreOf
    this.#reopen = reopen
    this.#place = store.isPersistent ? place : null
    this.#restore = restoreOf()
    this.changelogs = changelogs.map((one) => new RestoredChangelog({ ...one, store: this }))
  }

  get name(): string {
    return this.#store.name
  }

  get take(): StoreRestore['take'] {
    return this.#restore.take
  }

  offsetOf(changelog: string): number | null {
    return this.#place?.offsetOf(changelog) ?? null
  }

  write(changelog: string, fill: () => number): number {
    let offset = 0
    const fillAll = () => {
      offset = fill()
      this.#restore.settle?.()
      return offset
    }
    if (this.#place === null) fillAll()
    else if (this.#restore.readsRows) this.#place.commit(new Map([[changelog, fillAll()]]))
    else this.#place.restore({ store: this.name, changelog, fill: fillAll })
    return offset
  }

  empty(): void {
    this.#store.close()
    const names = this.changelogs.map(({ name }) => name)
    this.#place?.empty(this.name, names)
    this.#reopen()
    this.#restore = this.#restoreOf()
    for (const changelog of this.changelogs) changelog.forget()
  }
}
