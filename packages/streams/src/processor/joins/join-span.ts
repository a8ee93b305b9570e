/**
 * The windows of a stream-stream join in milliseconds. A left record's partners are the right records from
 * `beforeMs` before it to `afterMs` after it, both ends included; for a right record it is the other way round.
 */
export interface JoinSpan {
  readonly beforeMs: number
  readonly afterMs: number
  /** How long after a window's end it still takes records that come late. */
  readonly graceMs: number
}

/** The same windows, seen from the right side. */
export function mirrored({ beforeMs, afterMs, graceMs }: JoinSpan): JoinSpan {
  return { beforeMs: afterMs, afterMs: beforeMs, graceMs }
}

/** How long a record must be kept so that all of its partners can find it. */
export function retentionOf({ beforeMs, afterMs, graceMs }: JoinSpan): number {
  return beforeMs + afterMs + graceMs
}
