/**
 * What is done again and again while a data directory is in use. A turn that fails is told of, and the next
 * one comes all the same.
 */
import type { Clock, Timer } from '../host/clock.ts'

export class Background {
  readonly #clock: Clock
  readonly #onFailure: (name: string, problem: unknown) => void
  readonly #timers = new Map<string, Timer>()
  #isStopped = false

  constructor(clock: Clock, onFailure: (name: string, problem: unknown) => void) {
    this.#clock = clock
    this.#onFailure = onFailure
  }

  /** Runs something after each period, whether or not its last turn is over. */
  repeat(name: string, periodMs: number, run: () => Promise<void>): void {
    if (this.#isStopped) return
    const turn = () => {
      this.repeat(name, periodMs, run)
      run().catch((problem: unknown) => this.#onFailure(name, problem))
    }
    this.#timers.set(name, this.#clock.after(periodMs, turn))
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) timer.cancel()
  }
}
