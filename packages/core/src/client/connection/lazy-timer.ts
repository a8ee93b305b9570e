/**
 * A timer for a moment that keeps moving away, as that at which a request is overdue: it is set anew only when the
 * moment comes nearer; when it fires too early, whoever is called says when to look again. So most requests set none.
 */
import type { Clock, Timer } from '../../host/clock.ts'

export class LazyTimer {
  readonly #clock: Clock
  readonly #look: () => void
  #timer: Timer | undefined
  #dueMs = 0

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock
    this.#look = look
  }

  /** Looks at this moment of the clock's `elapsedMs`, or before. */
  lookAt(dueMs: number): void {
    if (this.#timer !== undefined && this.#dueMs <= dueMs) return
    this.#timer?.cancel()
    this.#dueMs = dueMs
    this.#timer = this.#clock.after(dueMs - this.#clock.elapsedMs(), () => {
      this.#timer = undefined
      this.#look()
    })
  }

  cancel(): void {
    this.#timer?.cancel()
  }
}
