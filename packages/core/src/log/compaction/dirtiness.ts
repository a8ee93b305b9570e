/**
 * How much of a log compaction has not seen yet, and whether that is enough for a pass. Dirty is what lies
 * behind the offset up to which the last pass came. Not all of it can be cleaned: never the last segment,
 * nothing from an open transaction on, nothing too young, and nothing that is not durable, since a pass
 * replaces files, and a flush must find those that it began with.
 */
import type { LogConfig } from '../log-config.ts'

/** What a `Segment` knows of itself. */
interface SegmentFacts {
  readonly baseOffset: number
  readonly size: number
  /** The first batch's latest timestamp; -1 where there is none. */
  readonly firstTimestamp: number
  readonly maxTimestamp: { readonly timestamp: number }
}

export interface LogFacts {
  /** In order; the last is the one that is appended to. */
  readonly segments: readonly SegmentFacts[]
  readonly startOffset: number
  readonly endOffset: number
  readonly lastStableOffset: number
  readonly recoveryPoint: number
  /** Up to where the last pass came, by `cleaner-offset-checkpoint`; null where none is noted. */
  readonly cleanedUpTo: number | null
}

export interface Dirtiness {
  readonly firstDirtyOffset: number
  /** Where a segment begins; a pass leaves it and all behind it alone. */
  readonly firstUncleanableOffset: number
  /** The noted offset was outside of the log: `firstDirtyOffset` is to be noted in its place. */
  readonly wasReset: boolean
  readonly cleanBytes: number
  readonly cleanableBytes: number
  /** The share of dirty bytes among those that a pass would read; 0 in an empty log. */
  readonly dirtyRatio: number
  /** By how much records have waited longer for compaction than `max.compaction.lag.ms` allows. */
  readonly overdueMs: number
  readonly isDue: boolean
}

type Rules = Pick<LogConfig, 'minCompactionLagMs' | 'maxCompactionLagMs' | 'minCleanableDirtyRatio'>

export function dirtinessOf(log: LogFacts, rules: Rules, nowMs: number): Dirtiness {
  const { firstDirtyOffset, wasReset } = firstDirty(log)
  // Without a lag the timestamps, which are the producers', have no say.
  const youngerThanMs = rules.minCompactionLagMs > 0 ? nowMs - rules.minCompactionLagMs : null
  const firstUncleanableOffset = firstUncleanable(log, firstDirtyOffset, youngerThanMs)
  const cleanBytes = sizeOf(log.segments.filter(({ baseOffset }) => baseOffset < firstDirtyOffset))
  const dirty = segmentsFrom(log.segments, Math.min(firstDirtyOffset, firstUncleanableOffset))
  const cleanableBytes = sizeOf(dirty.filter(({ baseOffset }) => baseOffset < firstUncleanableOffset))
  const dirtyRatio = cleanableBytes === 0 ? 0 : cleanableBytes / (cleanBytes + cleanableBytes)
  const overdueMs = overdueOf(log, firstDirtyOffset, nowMs - rules.maxCompactionLagMs)
  const isDue = cleanableBytes > 0 && (overdueMs > 0 || dirtyRatio > rules.minCleanableDirtyRatio)
  return {
    firstDirtyOffset,
    firstUncleanableOffset,
    wasReset,
    cleanBytes,
    cleanableBytes,
    dirtyRatio,
    overdueMs,
    isDue,
  }
}

function firstDirty({ startOffset, endOffset, cleanedUpTo }: LogFacts) {
  if (cleanedUpTo === null) return { firstDirtyOffset: startOffset, wasReset: false }
  const isOutside = cleanedUpTo < startOffset || cleanedUpTo > endOffset
  return { firstDirtyOffset: isOutside ? startOffset : cleanedUpTo, wasReset: isOutside }
}

function firstUncleanable(log: LogFacts, firstDirtyOffset: number, youngerThanMs: number | null): number {
  const { segments, lastStableOffset, recoveryPoint } = log
  const active = activeBase(segments)
  const isYoung = (one: SegmentFacts) => youngerThanMs !== null && one.maxTimestamp.timestamp > youngerThanMs
  const young = sealedFrom(segments, firstDirtyOffset).find(isYoung)
  const limit = Math.min(lastStableOffset, recoveryPoint, active, young?.baseOffset ?? active)
  return sealedFrom(segments, Math.max(firstDirtyOffset, limit))[0]?.baseOffset ?? active
}

function overdueOf({ segments }: LogFacts, firstDirtyOffset: number, latestMs: number): number {
  if (latestMs === Number.NEGATIVE_INFINITY) return 0
  const began = sealedFrom(segments, firstDirtyOffset)
    .map(({ firstTimestamp }) => firstTimestamp)
    .filter((timestamp) => timestamp > 0)
  return Math.max(0, latestMs - Math.min(...began, latestMs))
}

function activeBase(segments: readonly SegmentFacts[]): number {
  return segments[segments.length - 1]?.baseOffset ?? 0
}

/** The segments from the one that may hold the offset on, the last one of all excepted. */
function sealedFrom(segments: readonly SegmentFacts[], offset: number): readonly SegmentFacts[] {
  const active = activeBase(segments)
  return offset >= active ? [] : segmentsFrom(segments, offset).filter(({ baseOffset }) => baseOffset < active)
}

function segmentsFrom(segments: readonly SegmentFacts[], offset: number): readonly SegmentFacts[] {
  return segments.slice(
    Math.max(
      0,
      segments.findLastIndex(({ baseOffset }) => baseOffset <= offset),
    ),
  )
}

function sizeOf(segments: readonly SegmentFacts[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0)
}
