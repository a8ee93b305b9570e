/**
 * Windows as plain data: how records of one key are put together by their times, and for how long a window still
 * takes records after its end (grace). Without a grace a window is closed as soon as time has passed it.
 */
import { type Duration, durationMs } from '../time/duration.ts'
import { DurationError } from '../time/duration-error.ts'

/** Windows of one size that begin at multiples of an advance since 1970; the end does not belong to the window. */
export interface TimeWindows {
  readonly kind: 'time'
  readonly sizeMs: number
  readonly advanceMs: number
  readonly graceMs: number
}

/** One window that never ends; earlier records belong to none. */
export interface UnlimitedWindows {
  readonly kind: 'unlimited'
  readonly startMs: number
}

/** A window for each set of records that are no further apart than a difference; both ends belong to it. */
export interface SlidingWindows {
  readonly kind: 'sliding'
  readonly differenceMs: number
  readonly graceMs: number
}

/** Windows that last as long as no gap between two records is longer than this; both ends belong to it. */
export interface SessionWindows {
  readonly kind: 'session'
  readonly gapMs: number
  readonly graceMs: number
}

export interface WindowOptions {
  /** How long after its end a window takes records that come late, by stream time. Default: 0. */
  readonly grace?: Duration
}

export interface HoppingOptions extends WindowOptions {
  /** How far each window begins after the one before; not more than the size. */
  readonly advance: Duration
}

/**
 * Windows that follow each other without a gap: `tumbling('1m', { grace: '10s' })`.
 *
 * @throws DurationError
 */
export function tumbling(size: Duration, options: WindowOptions = {}): TimeWindows {
  return hopping(size, { ...options, advance: size })
}

/**
 * Windows that overlap: `hopping('5m', { advance: '1m' })`. A record belongs to several of them.
 *
 * @throws DurationError
 */
export function hopping(size: Duration, { advance, grace }: HoppingOptions): TimeWindows {
  const sizeMs = durationMs(size, 'window size', { minMs: 1 })
  const advanceMs = durationMs(advance, 'advance of windows', { minMs: 1 })
  if (advanceMs > sizeMs) {
    const expected = `at most the size, ${sizeMs} ms`
    throw new DurationError('DURATION_OUT_OF_RANGE', { subject: 'advance of windows', expected, given: advance })
  }
  return { kind: 'time', sizeMs, advanceMs, graceMs: graceMsOf(grace) }
}

/**
 * A window for each set of records within a time difference of each other: `sliding('30s', { grace: '5s' })`.
 *
 * @throws DurationError
 */
export function sliding(difference: Duration, { grace }: WindowOptions = {}): SlidingWindows {
  const differenceMs = durationMs(difference, 'time difference', { minMs: 1 })
  return { kind: 'sliding', differenceMs, graceMs: graceMsOf(grace) }
}

/**
 * Windows that a time without records ends: `session('5m', { grace: '1m' })`. With a gap of 0 only records of the
 * same time belong together.
 *
 * @throws DurationError
 */
export function session(inactivityGap: Duration, { grace }: WindowOptions = {}): SessionWindows {
  const gapMs = durationMs(inactivityGap, 'inactivity gap')
  return { kind: 'session', gapMs, graceMs: graceMsOf(grace) }
}

/**
 * One window that never ends: `unlimited({ startMs: Date.UTC(2026, 0) })`.
 *
 * @throws DurationError if it starts before 1970
 */
export function unlimited({ startMs = 0 }: { readonly startMs?: number } = {}): UnlimitedWindows {
  return { kind: 'unlimited', startMs: durationMs(startMs, 'start of the window, since 1970') }
}

function graceMsOf(grace: Duration = 0): number {
  return durationMs(grace, 'grace of windows')
}
