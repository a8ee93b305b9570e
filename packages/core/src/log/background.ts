/**
 * What is done again and again while a data directory is in use. A turn that fails is told of, and the next
 * one comes all the same; a turn that takes longer than its period has no second one beside it.
 */
import type { Clock, Timer } from '../host/clock.ts'

export class Background {
  readonly #clock: Clock
  readonly #onFailure: (name: string, problem: unknown) => void
  readonly #timers = new Map<string, Timer>()
  readonly #underWay = new Map<string, Promise<void>>()
  #isStopped = false

  constructor(clock: Clock, onFailure: (name: string, problem: unknown) => void) {
    this.#clock = clock
    this.#onFailure = onFailure
  }

  /** Runs something once in every period, until all is stopped. */
  repeat(name: string, periodMs: number, run: () => Promise<void>): void {
    if (this.#isStopped) return
    const turn = () => {
      this.repeat(name, periodMs, run)
      if (!this.#underWay.has(name)) this.#underWay.set(name, this.#turn(name, run))
    }
    this.#timers.set(name, this.#clock.after(periodMs, turn))
  }

  /** Begins no further turn. */
  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) timer.cancel()
  }

  /** Kept when no turn is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values())
  }

  async #turn(name: string, run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (problem) {
      this.#onFailure(name, problem)
    } finally {
      this.#underWay.delete(name)
    }
  }
}
