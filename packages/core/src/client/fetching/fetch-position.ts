/** Where a reader stands, and where it may begin. */
import type { TopicPartition } from '../groups/assignment.ts'

/** The offset that is read next, and the leader epoch of the record before it: by both a cut log is noticed. */
export interface Position {
  readonly offset: number
  /** -1 where it is not known. */
  readonly leaderEpoch: number
}

/** The start or end of the log, or the first record that is not older than a time (the end, where there is none). */
export type Place = 'earliest' | 'latest' | { readonly timestampMs: number }

/** An offset, perhaps with the epoch of the record before it, or a place that is looked up first. */
export type Start = number | { readonly offset: number; readonly leaderEpoch?: number } | Place

/** A partition to be read, and from where. */
export interface PartitionStart extends TopicPartition {
  readonly from: Start
}

/** The position that a start stands for, or the place that has to be looked up. */
export function positionOf(start: Start): Position | Place {
  if (typeof start === 'number') return { offset: start, leaderEpoch: -1 }
  if (typeof start === 'object' && 'offset' in start) {
    return { offset: start.offset, leaderEpoch: start.leaderEpoch ?? -1 }
  }
  return start
}

export function isPosition(start: Position | Place): start is Position {
  return typeof start === 'object' && 'offset' in start
}

/** A replica that a leader named, to be read from in its place for a time. */
export interface ReadReplica {
  readonly nodeId: number
  /** By the clock's `elapsedMs`. */
  readonly untilMs: number
}
