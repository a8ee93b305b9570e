/**
 * A round that is made again and again while there is something to look after, and not at all otherwise: an
 * idle broker has no timers.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export interface RoundsOptions {
  readonly clock: Clock
  readonly intervalMs: number
  /** Makes the round, and says whether there is something left to look after. */
  readonly round: () => boolean
}

export class Rounds {
  readonly #options: RoundsOptions
  #timer: Timer | null = null
  #isClosed = false

  constructor(options: RoundsOptions) {
    this.#options = options
  }

  /** There is something to look after. */
  begin(): void {
    if (this.#timer !== null || this.#isClosed) return
    const { clock, intervalMs, round } = this.#options
    this.#timer = clock.after(intervalMs, () => {
      this.#timer = null
      if (round()) this.begin()
    })
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
    this.#timer = null
  }
}
