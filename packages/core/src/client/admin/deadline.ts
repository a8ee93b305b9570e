/**
 * How long a call may take, and who may end it sooner. What a call waits for is raced against that, so that it
 * ends in time whatever becomes of the answer; the connection goes on, as others may use it. No timer outlives
 * the wait that it was set for.
 */
import type { Clock } from '../../host/clock.ts'
import { ClosedError, TimeoutError } from '../errors.ts'

/** What every call can be told. */
export interface CallOptions {
  /** How long the call may take, with all that it asks and asks again. Default: the admin's `callTimeoutMs`. */
  readonly timeoutMs?: number | undefined
  /** Ends the call: it rejects with a `ClosedError`. What was sent may still be done. */
  readonly signal?: AbortSignal | undefined
}

export class Deadline {
  readonly signal: AbortSignal
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #endMs: number

  constructor(options: { clock: Clock; timeoutMs: number; signals: readonly (AbortSignal | undefined)[] }) {
    const { clock, timeoutMs, signals } = options
    this.signal = AbortSignal.any(signals.filter((signal) => signal !== undefined))
    this.#clock = clock
    this.#timeoutMs = timeoutMs
    this.#endMs = clock.elapsedMs() + timeoutMs
  }

  get leftMs(): number {
    return Math.max(0, this.#endMs - this.#clock.elapsedMs())
  }

  /** What the work gives, unless the time is over or the caller gives up before. */
  async race<Result>(work: Promise<Result>): Promise<Result> {
    let end = () => {}
    const over = new Promise<never>((_, reject) => {
      const gaveUp = () => reject(this.#closed())
      const timer = this.#clock.after(this.leftMs, () => {
        reject(new TimeoutError(`the call was not done within ${this.#timeoutMs} ms`))
      })
      this.signal.addEventListener('abort', gaveUp, { once: true })
      end = () => {
        timer.cancel()
        this.signal.removeEventListener('abort', gaveUp)
      }
      if (this.signal.aborted) gaveUp()
    })
    try {
      return await Promise.race([work, over])
    } finally {
      end()
    }
  }

  #closed(): ClosedError {
    const { reason } = this.signal
    return reason instanceof ClosedError ? reason : new ClosedError('the caller gave up', { cause: reason })
  }
}
