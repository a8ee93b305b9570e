/** How an asynchronous operator calls its function: how often at once, how long it waits, and what it tries again. */

import type { ProcessingFailure } from '../../failure/failure.ts'
import type { FailurePolicy } from '../../failure/failure-policy.ts'
import { type Duration, durationMs } from '../../time/duration.ts'

/** How often a call that failed is made again, and how long after; each time the wait is twice as long. */
export interface Retry {
  readonly times: number
  /** Default: 100 milliseconds. */
  readonly delay?: Duration
}

export interface AsyncOptions {
  /** How many calls are under way at once, at most; of one key there is never more than one. Default: 16. */
  readonly concurrency?: number
  /** How long a call may take, each attempt by itself. Default: as long as it likes. */
  readonly timeout?: Duration
  /** Default: a call that fails is not made again. */
  readonly retry?: number | Retry
  /** What is done with a record whose call has failed for good. Default: as the application's processing errors. */
  readonly onError?: FailurePolicy<ProcessingFailure>
}

/** What a call is told besides value and key. */
export interface AsyncCall {
  /** Aborted when nobody waits any more: the time is over, or the task is closed. */
  readonly signal: AbortSignal
  /** 1 for the first. */
  readonly attempt: number
}

export type AsyncFunction<K, V, R> = (value: V, key: K, call: AsyncCall) => Promise<R> | R

/** The same, checked, in milliseconds. */
export interface AsyncLimits {
  readonly concurrency: number
  readonly timeoutMs: number
  readonly retries: number
  readonly retryDelayMs: number
}

/** @throws RangeError if concurrency or retries are no such numbers */
export function limitsOf({
  concurrency = 16,
  timeout = Number.POSITIVE_INFINITY,
  retry = 0,
}: AsyncOptions): AsyncLimits {
  const { times, delay = 100 } = typeof retry === 'number' ? { times: retry } : retry
  requireCount('concurrency', concurrency, 1)
  requireCount('retries', times, 0)
  return {
    concurrency,
    timeoutMs: durationMs(timeout, 'timeout of a call', { minMs: 1, mayBeEndless: true }),
    retries: times,
    retryDelayMs: durationMs(delay, 'delay of a retry'),
  }
}

function requireCount(name: string, count: number, min: number): void {
  if (Number.isSafeInteger(count) && count >= min) return
  throw new RangeError(`${name} of an asynchronous operator is a whole number from ${min}, not ${count}`)
}
