/** Waiting, for those who try again: a pause that can be given up, and how long the next one is. */
import type { Clock } from '../host/clock.ts'
import type { Random } from '../host/random.ts'
import { ClientError, ClosedError } from './errors.ts'

/** Resolves after a time, for which the process keeps running; rejects with a `ClosedError`, or what error of ours the signal gives, when its caller gives up first. */
export function pause(clock: Clock, durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const hold = clock.hold()
    const gaveUp = () => {
      timer.cancel()
      hold.cancel()
      const reason: unknown = signal?.reason
      reject(reason instanceof ClientError ? reason : new ClosedError('the caller gave up', { cause: reason }))
    }
    const timer = clock.after(durationMs, () => {
      signal?.removeEventListener('abort', gaveUp)
      hold.cancel()
      resolve()
    })
    if (signal?.aborted) gaveUp()
    else signal?.addEventListener('abort', gaveUp, { once: true })
  })
}

/** So much of a pause is left to chance, lest all clients of a broker that comes back come at once. */
const JITTER = 0.2

/** Pauses that double with each failure in a row, up to a limit. */
export class Backoff {
  readonly #firstMs: number
  readonly #maxMs: number
  readonly #random: Random
  #failures = 0

  constructor(options: { firstMs: number; maxMs: number; random: Random }) {
    this.#firstMs = options.firstMs
    this.#maxMs = options.maxMs
    this.#random = options.random
  }

  get failures(): number {
    return this.#failures
  }

  /** How long to wait after one more failure. */
  nextMs(): number {
    const wholeMs = Math.min(this.#maxMs, this.#firstMs * 2 ** Math.min(this.#failures, 30))
    this.#failures += 1
    return wholeMs * (1 - JITTER + 2 * JITTER * this.#random.fraction())
  }

  succeeded(): void {
    this.#failures = 0
  }
}
