/**
 * Which segments a log may let go of: those before its start, those whose records are all too old, and
 * those that make it too large. Always the oldest first, and without a gap; never one that holds what
 * consumers may not have seen replicated yet.
 */
import type { LogConfig } from './log-config.ts'
import type { SegmentList } from './segment/segment-list.ts'

/** What retention has to know of a segment. */
export interface SegmentAge {
  readonly size: number
  /** The offset behind its last record. */
  readonly endOffset: number
  /** The latest of its records' timestamps, or when it was written last where they have none. */
  readonly latestMs: number
  /** The log's last segment: it is appended to. */
  readonly isActive: boolean
}

export interface LogAge {
  readonly segments: readonly SegmentAge[]
  readonly startOffset: number
  readonly highWatermark: number
  readonly nowMs: number
}

/** How many segments, counted from the oldest, may go. */
export function expendableSegments(log: LogAge, config: LogConfig): number {
  let excess = log.segments.reduce((sum, { size }) => sum + size, 0) - config.retentionBytes
  const deletes = config.cleanupPolicy.delete
  let count = 0
  for (const segment of log.segments) {
    if (segment.endOffset > log.highWatermark || (segment.isActive && segment.size === 0)) break
    const isBeforeStart = !segment.isActive && segment.endOffset <= log.startOffset
    const isTooMuch = deletes && excess >= segment.size && !segment.isActive
    const mayGo = isBeforeStart || isTooMuch || (deletes && log.nowMs - segment.latestMs > config.retentionMs)
    if (!mayGo) break
    excess -= segment.size
    count++
  }
  return count
}

/** The ages of a log's segments, oldest first. To say how late its records are, a segment has to load its indexes. */
export function agesOf(segments: SegmentList, logEndOffset: number): SegmentAge[] {
  return Array.from(segments, (segment) => ({
    size: segment.size,
    endOffset: segments.endOf(segment) ?? logEndOffset,
    get latestMs() {
      const { timestamp } = segment.maxTimestamp
      return timestamp >= 0 ? timestamp : segment.modifiedMs
    },
    isActive: segment === segments.active,
  }))
}
