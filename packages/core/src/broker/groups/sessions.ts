/**
 * How long a group waits for a sign of life from each of its members, and for those who were given an id to
 * come back with it. A heartbeat only moves a number; see `LazyDeadline`.
 */
import type { Clock } from '../../host/clock.ts'
import { LazyDeadline } from './lazy-deadline.ts'
import type { Member } from './member.ts'

export class Sessions {
  readonly #clock: Clock
  readonly #whenSilent: (memberId: string) => void
  readonly #deadlines = new Map<string, LazyDeadline>()

  constructor(clock: Clock, whenSilent: (memberId: string) => void) {
    this.#clock = clock
    this.#whenSilent = whenSilent
  }

  /** The member has shown that it lives. */
  extend({ id, terms }: Member): void {
    this.await(id, terms.sessionTimeoutMs)
  }

  /** Whoever has this id has so long to come. */
  await(memberId: string, timeoutMs: number): void {
    let deadline = this.#deadlines.get(memberId)
    if (deadline === undefined) {
      deadline = new LazyDeadline(this.#clock, () => this.#whenSilent(memberId))
      this.#deadlines.set(memberId, deadline)
    }
    deadline.set(timeoutMs)
  }

  forget(memberId: string): void {
    this.#deadlines.get(memberId)?.cancel()
    this.#deadlines.delete(memberId)
  }

  close(): void {
    for (const deadline of this.#deadlines.values()) deadline.cancel()
    this.#deadlines.clear()
  }
}
