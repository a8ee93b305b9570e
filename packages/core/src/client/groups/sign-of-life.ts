/**
 * Whether the program still works: between two signs of life may be no more than a time. While the program itself
 * waits for the next records, it owes no sign.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export class SignOfLife {
  readonly #clock: Clock
  readonly #withinMs: number
  readonly #onSilence: () => void
  #timer: Timer | undefined
  #lastMs = 0
  #isOwed = true

  constructor(options: { clock: Clock; withinMs: number; onSilence: () => void }) {
    this.#clock = options.clock
    this.#withinMs = options.withinMs
    this.#onSilence = options.onSilence
  }

  /** A sign: costs next to nothing, so that it can be given with each record. */
  give(): void {
    this.#lastMs = this.#clock.elapsedMs()
    this.#isOwed = true
  }

  /** Until the next sign the program is not at fault. */
  excuse(): void {
    this.#isOwed = false
  }

  /** Watches from now on. */
  watch(): void {
    this.#lastMs = this.#clock.elapsedMs()
    this.#lookAfter(this.#withinMs)
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #lookAfter(delayMs: number): void {
    this.#timer?.cancel()
    this.#timer = this.#clock.after(delayMs, () => this.#look())
  }

  #look(): void {
    const leftMs = this.#lastMs + this.#withinMs - this.#clock.elapsedMs()
    if (!this.#isOwed) this.#lookAfter(this.#withinMs)
    else if (leftMs > 0) this.#lookAfter(leftMs)
    else this.#onSilence()
  }
}
