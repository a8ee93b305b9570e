/** When the leader of the group has asked this member to join again, though nothing will have happened. */
import type { Clock, Timer } from '@millrace/core/host'

export class RejoinDate {
  readonly #clock: Clock
  readonly #rejoin: (reason: string) => void
  #timer: Timer | null = null

  constructor(clock: Clock, rejoin: (reason: string) => void) {
    this.#clock = clock
    this.#rejoin = rejoin
  }

  /** By the wall clock; null for never. What was asked for before does not count any more. */
  set(atMs: number | null): void {
    this.cancel()
    if (atMs === null) return
    const delayMs = Math.max(0, atMs - this.#clock.nowMs())
    this.#timer = this.#clock.after(delayMs, () => this.#rejoin('the leader has asked for another rebalance'))
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
