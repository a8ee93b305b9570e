/**
 * What both sides of a join of streams know together in one task: the time that has reached any of them, and since
 * when records may wait whose windows have closed. Each side is a processor of its own, made without the other.
 */
import type { StateStore } from '../../store/contract/state-store.ts'

export class JoinClock {
  /** The largest timestamp of a record on any side. */
  streamTimeMs = -1
  /** No record waits that is older, as far as is known; at first nothing is: the store may have been restored. */
  earliestMs = Number.NEGATIVE_INFINITY
  /** By the wall clock: when the waiting records may be looked through again. */
  nextLookMs = 0

  advance(timestamp: number): void {
    if (timestamp > this.streamTimeMs) this.streamTimeMs = timestamp
  }

  waits(timestamp: number): void {
    if (timestamp < this.earliestMs) this.earliestMs = timestamp
  }
}

/** The clocks of one join, by what both sides have in common in a task: the store of those that wait. */
export class JoinClocks {
  readonly #byStore = new WeakMap<StateStore, JoinClock>()

  of(store: StateStore): JoinClock {
    const known = this.#byStore.get(store)
    if (known !== undefined) return known
    const clock = new JoinClock()
    this.#byStore.set(store, clock)
    return clock
  }
}
