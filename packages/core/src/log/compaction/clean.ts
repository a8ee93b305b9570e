/**
 * A compaction pass over one log: notes the latest offset of each key in its dirty part, then writes all
 * segments up to there anew without what has become stale. Offsets and their order never change, and appends
 * and reads go on between any two steps.
 */
import type { LogConfig } from '../log-config.ts'
import type { LogParts } from '../log-parts.ts'
import type { SavedProducer } from '../producer-state/producer-entry.ts'
import type { Segment } from '../segment/segment.ts'
import { Absence } from './absence.ts'
import { cleanGroup } from './clean-group.ts'
import { CleanedTransactions } from './cleaned-transactions.ts'
import { type GroupedFacts, groupSegments } from './grouping.ts'
import { mapDirty } from './map-dirty.ts'
import { OffsetMap } from './offset-map.ts'
import { type Pause, Slice, type SliceLimits } from './slice.ts'

export type CleanableLog = Pick<LogParts, 'segments' | 'producers' | 'snapshots' | 'segmentOptions' | 'clock'>

export interface CleaningPass {
  readonly log: CleanableLog
  readonly config: Pick<LogConfig, 'segmentBytes' | 'segmentIndexBytes' | 'deleteRetentionMs'>
  /** As `dirtinessOf` says them. */
  readonly firstDirtyOffset: number
  readonly firstUncleanableOffset: number
  /** Memory for the keys. Default: 128 MB, for 5 million keys; with less a pass may not reach the end. */
  readonly mapBytes?: number | undefined
  readonly sliceLimits?: SliceLimits | undefined
  /**
   * Who had written what, at a moment since when all of it was made durable. A producer's last batch stays, and
   * one that a crash may take is not the last. Default: as it is when the pass begins.
   */
  readonly producers?: readonly SavedProducer[] | undefined
  /** Kept when what retention has dropped so far cannot come back in a crash. Default: nothing is waited for. */
  readonly settleDropped?: (() => Promise<void>) | undefined
  /** See `SliceOptions`. */
  readonly usesThreads?: boolean | undefined
}

export interface CleanOutcome {
  /** Up to where, exclusively, the log is clean now: what the next pass has as its first dirty offset. */
  readonly cleanedUpTo: number
  readonly bytesBefore: number
  readonly bytesAfter: number
  readonly keys: number
}

const DEFAULT_MAP_BYTES = 128 * 1024 * 1024

/**
 * The pass, to be driven step by step (see `PacedWork`). It may be stopped at any pause that does not say
 * `mustGoOn`: what it has exchanged stays so, and nothing else is left of it.
 */
export function* cleanLog(pass: CleaningPass): Generator<Pause, CleanOutcome> {
  const { log, config, firstDirtyOffset: from, firstUncleanableOffset: to } = pass
  const { segments, clock } = log
  if (to <= from) return { cleanedUpTo: from, bytesBefore: 0, bytesAfter: 0, keys: 0 }
  const nowMs = clock.nowMs()
  const slice = new Slice({ clock, limits: pass.sliceLimits, usesThreads: pass.usesThreads })
  const map = new OffsetMap({ bytes: pass.mapBytes ?? DEFAULT_MAP_BYTES, keys: to - from })
  yield* mapDirty(segments, { from, to }, { map, slice })
  const cleanedUpTo = map.latestOffset + 1
  const { settleDropped = async () => {}, producers: saved = log.producers.save() } = pass
  const absence = new Absence(segments, settleDropped)
  const producers = new Map(saved.map((one) => [one.producerId, one]))
  const rules = { ...log, producers, map, slice, absence, nowMs, deleteRetentionMs: config.deleteRetentionMs }
  const bytesBefore = sizeBefore(segments, to)
  let transactions = new CleanedTransactions()
  for (const group of groupSegments(factsBefore(segments, cleanedUpTo), { ...config, endOffset: to })) {
    const members = group.map(({ segment }) => segment)
    transactions = yield* cleanGroup(members, transactions, rules)
  }
  return { cleanedUpTo, bytesBefore, bytesAfter: sizeBefore(segments, to), keys: map.keyCount }
}

interface Groupable extends GroupedFacts {
  readonly segment: Segment
}

function factsBefore(segments: Iterable<Segment>, offset: number): Groupable[] {
  return Array.from(segments)
    .filter(({ baseOffset }) => baseOffset < offset)
    .map((segment) => {
      const { baseOffset, size, files } = segment
      const sizeOf = (kind: 'index' | 'timeindex') => files.disk.facts(files.path(kind))?.size ?? 0
      return { segment, baseOffset, size, offsetIndexBytes: sizeOf('index'), timeIndexBytes: sizeOf('timeindex') }
    })
}

function sizeBefore(segments: Iterable<Segment>, offset: number): number {
  return Array.from(segments).reduce((sum, { baseOffset, size }) => sum + (baseOffset < offset ? size : 0), 0)
}
