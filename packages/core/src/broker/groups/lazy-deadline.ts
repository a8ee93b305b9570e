/**
 * A moment at which something happens unless it is put off, for moments that are put off very often. Putting
 * off costs a number: the timer that is set goes on, looks when it fires whether the moment has come, and is
 * set again for what is left. So it never fires early, and never late.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export class LazyDeadline {
  readonly #clock: Clock
  readonly #run: () => void
  #dueMs = 0
  #timer: Timer | null = null
  #timerDueMs = 0

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  /** Moves the moment to so long from now. */
  set(delayMs: number): void {
    this.#dueMs = this.#clock.elapsedMs() + delayMs
    if (this.#timer !== null && this.#timerDueMs <= this.#dueMs) return
    this.#timer?.cancel()
    this.#arm(delayMs)
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #arm(delayMs: number): void {
    this.#timerDueMs = this.#clock.elapsedMs() + delayMs
    this.#timer = this.#clock.after(delayMs, () => this.#fire())
  }

  #fire(): void {
    this.#timer = null
    const remainingMs = this.#dueMs - this.#clock.elapsedMs()
    if (remainingMs > 0) this.#arm(remainingMs)
    else this.#run()
  }
}
