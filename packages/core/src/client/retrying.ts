/**
 * Doing something again and again, with growing pauses, until it succeeds or cannot, its time is over, or somebody
 * gives up. Whatever comes first is the end for the caller, also while an attempt is under way.
 */
import type { Clock } from '../host/clock.ts'
import { ClientError, ClosedError, TimeoutError } from './errors.ts'
import { type Backoff, pause } from './pause.ts'

export interface RetryTerms {
  readonly clock: Clock
  readonly backoff: Backoff
  /** When the clock's `elapsedMs` is so far the time is over; infinite for never. */
  readonly deadlineMs: number
  /** Each of them gives up for the caller. */
  readonly signals: readonly AbortSignal[]
}

export function retrying<Result>(work: () => Promise<Result>, terms: RetryTerms): Promise<Result> {
  const { clock, deadlineMs, signals } = terms
  const beganMs = clock.elapsedMs()
  /** Aborted at the end, so that no pause outlives it. */
  const over = new AbortController()
  const attempts = new Attempts(work, terms, over.signal)
  return new Promise<Result>((resolve, reject) => {
    const gaveUp = () => {
      const reason: unknown = signals.find((signal) => signal.aborted)?.reason
      reject(reason instanceof ClientError ? reason : new ClosedError('the caller gave up', { cause: reason }))
      finish()
    }
    const late = () => {
      reject(timeoutOf(deadlineMs - beganMs, attempts.problem))
      finish()
    }
    const timer = Number.isFinite(deadlineMs) ? clock.after(Math.max(0, deadlineMs - beganMs), late) : undefined
    const finish = () => {
      timer?.cancel()
      for (const signal of signals) signal.removeEventListener('abort', gaveUp)
      over.abort()
    }
    for (const signal of signals) signal.addEventListener('abort', gaveUp)
    if (signals.some((signal) => signal.aborted)) gaveUp()
    else attempts.run().then(resolve, reject).finally(finish)
  })
}

/** Says what the last attempt failed with: at whom, about what. */
function timeoutOf(durationMs: number, cause: unknown): TimeoutError {
  const message = `not done within ${durationMs} ms`
  if (!(cause instanceof ClientError)) return new TimeoutError(message, { cause })
  return new TimeoutError(`${message}, at last: ${cause.message}`, { cause })
}

class Attempts<Result> {
  readonly #work: () => Promise<Result>
  readonly #terms: RetryTerms
  readonly #over: AbortSignal
  /** Why the last one failed. */
  problem: unknown

  constructor(work: () => Promise<Result>, terms: RetryTerms, over: AbortSignal) {
    this.#work = work
    this.#terms = terms
    this.#over = over
  }

  async run(): Promise<Result> {
    const { clock, backoff, deadlineMs } = this.#terms
    for (;;) {
      try {
        return await this.#work()
      } catch (problem) {
        if (!(problem instanceof ClientError && problem.retriable) || this.#over.aborted) throw problem
        this.problem = problem
        const waitMs = backoff.nextMs()
        if (clock.elapsedMs() + waitMs > deadlineMs) throw problem
        await pause(clock, waitMs, this.#over)
      }
    }
  }
}
