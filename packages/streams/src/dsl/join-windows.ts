/** The windows of a stream-stream join, read from what the program gave. */
import type { JoinSpan } from '../processor/joins/join-span.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { JoinWindows } from './language/join-options.ts'

/** @throws TopologyError if no record could be within them */
export function joinSpanOf({ within, before, after, grace = 0 }: JoinWindows): JoinSpan {
  const withinMs = durationMs(within, "a join's within")
  const beforeMs = before === undefined ? withinMs : offsetMs(before, "a join's before")
  const afterMs = after === undefined ? withinMs : offsetMs(after, "a join's after")
  if (beforeMs + afterMs < 0) {
    throw new TopologyError(
      'NOT_SUPPORTED',
      `a join's window ends before it begins: it has ${beforeMs} ms before a record and ${afterMs} ms after it`,
    )
  }
  return { beforeMs, afterMs, graceMs: durationMs(grace, "a join's grace") }
}

/** Milliseconds may be negative: a window may lie wholly before a record, or after it. */
function offsetMs(given: Duration, subject: string): number {
  return durationMs(given, subject, { minMs: Number.MIN_SAFE_INTEGER })
}
