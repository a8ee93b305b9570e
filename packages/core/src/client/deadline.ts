/** Waiting for something no longer than a time, or than somebody wants it, though it cannot be called off. */
import type { Clock } from '../host/clock.ts'
import { type ClientError, ClosedError, TimeoutError } from './errors.ts'

export interface Deadline {
  readonly clock: Clock
  /** By the clock's `elapsedMs`. */
  readonly deadlineMs: number
  /** What errors say was waited for. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
  /** Called when it is not waited for any longer. */
  readonly left?: () => void
}

/**
 * What the work gives. Where that does not come in time, the work goes on unheard.
 * @throws TimeoutError when the time is over, ClosedError when the signal is aborted.
 */
export function within<Result>(work: Promise<Result>, deadline: Deadline): Promise<Result> {
  const { clock, deadlineMs, what, signal, left } = deadline
  return new Promise((resolve, reject) => {
    const leave = (problem: ClientError) => {
      left?.()
      end(() => reject(problem))
    }
    const leftMs = Math.max(0, deadlineMs - clock.elapsedMs())
    const gaveUp = () => leave(new ClosedError(`${what}: the caller gave up`, { cause: signal?.reason }))
    const timer = clock.after(leftMs, () => leave(new TimeoutError(`${what}: the time was over`)))
    const end = (settle: () => void) => {
      timer.cancel()
      signal?.removeEventListener('abort', gaveUp)
      settle()
    }
    work.then(
      (result) => end(() => resolve(result)),
      (problem) => end(() => reject(problem)),
    )
    if (signal?.aborted) gaveUp()
    else signal?.addEventListener('abort', gaveUp, { once: true })
  })
}

/** What the work gives, or a `ClosedError` as soon as the signal is aborted. */
export function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const gaveUp = () => reject(new ClosedError('the caller gave up', { cause: signal.reason }))
    const done = () => signal.removeEventListener('abort', gaveUp)
    if (signal.aborted) gaveUp()
    else signal.addEventListener('abort', gaveUp, { once: true })
    work.then(
      (result) => {
        done()
        resolve(result)
      },
      (problem) => {
        done()
        reject(problem)
      },
    )
  })
}
