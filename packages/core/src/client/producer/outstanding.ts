/**
 * How much has been taken and is neither delivered nor given up, in generations: whoever flushes waits for all
 * that was taken before, and not for what others send meanwhile. As long as there is any, the process keeps running.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export class Outstanding {
  #generation = 0
  /** How many there are of each generation that has any. */
  readonly #counts = new Map<number, number>()
  readonly #clock: Clock
  #hold: Timer | undefined
  #waiters: { generation: number; resolve: () => void }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isFlushing(): boolean {
    return this.#waiters.length > 0
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  /** Counts one more, of the generation that it gives. */
  add(generation: number = this.#generation): number {
    this.#hold ??= this.#clock.hold()
    this.#counts.set(generation, (this.#counts.get(generation) ?? 0) + 1)
    return generation
  }

  done(generation: number): void {
    const left = (this.#counts.get(generation) ?? 0) - 1
    if (left > 0) {
      this.#counts.set(generation, left)
      return
    }
    this.#counts.delete(generation)
    if (this.isEmpty) {
      this.#hold?.cancel()
      this.#hold = undefined
    }
    const isOver = (upTo: number) => !Array.from(this.#counts.keys()).some((one) => one <= upTo)
    const over = this.#waiters.filter((waiter) => isOver(waiter.generation))
    if (over.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter))
    for (const { resolve } of over) resolve()
  }

  /** Resolves when all that has been counted so far is done. */
  allDone(): Promise<void> {
    if (this.isEmpty) return Promise.resolve()
    const generation = this.#generation
    this.#generation += 1
    return new Promise((resolve) => this.#waiters.push({ generation, resolve }))
  }
}
