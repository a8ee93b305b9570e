/** Until when changes of a table can be held back: `table.suppress(untilWindowCloses())`. */
import type { Windowed } from '../record/windowed.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import type { BufferBounds, Suppression } from './language/suppression.ts'

/**
 * Of each window only its last result is told, once it can change no more. A buffer that is full stops the program,
 * since what it held would not be the last result.
 *
 * @example counts.suppress(untilWindowCloses({ maxRecords: 10_000 }))
 */
export function untilWindowCloses(bounds: BufferBounds = {}): Suppression<Windowed<unknown>> {
  return { ...boundsOf(bounds), timeOf: (key) => key.window.endMs, waitMs: null, whenFull: 'shut-down' }
}

/** What is done with a change that finds the buffer full. Default: the one that has waited longest is told. */
export interface WhenFull {
  readonly whenFull?: 'emit-early' | 'shut-down'
}

/**
 * Of each key one change is told in so much time, the last one: the time begins with the first change that is held
 * back. It goes on by the timestamps of records only.
 *
 * @example table.suppress(untilTimeLimit('5m', { maxRecords: 1000, whenFull: 'emit-early' }))
 * @throws DurationError if the limit is no duration
 */
export function untilTimeLimit(limit: Duration, bounds: BufferBounds & WhenFull = {}): Suppression<unknown> {
  const waitMs = durationMs(limit, 'time limit of a suppression')
  const { whenFull = 'emit-early' } = bounds
  return { ...boundsOf(bounds), timeOf: (_key, timestamp) => timestamp, waitMs, whenFull }
}

function boundsOf({ maxRecords = Infinity, maxBytes = Infinity, logging = true }: BufferBounds) {
  return { maxRecords, maxBytes, logging }
}
