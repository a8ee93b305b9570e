/**
 * Finds a partition's log on a disk, or begins a new one. After a clean close everything is as it was
 * left. After a crash what lies behind the recovery point is read again, batch by batch: indexes and
 * producer state are made anew, and the log ends before the first batch that is not whole. What was
 * flushed is before the recovery point or whole, so nothing of it is lost.
 */
import { join } from 'node:path'
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { LEADER_EPOCH_CHECKPOINT, leaderEpochsFormat } from './checkpoint/leader-epochs.ts'
import type { DiskHealth } from './disk-health.ts'
import { EpochLog } from './epoch-log.ts'
import { parseSegmentFileName } from './file-names.ts'
import type { LogConfig } from './log-config.ts'
import type { LogHistory, LogParts } from './log-parts.ts'
import { findAborted } from './lost-aborts.ts'
import { PartitionLog } from './partition-log.ts'
import { ProducerStates } from './producer-state/producer-states.ts'
import { SnapshotFiles } from './producer-state/snapshot-files.ts'
import { Recovery } from './recovery.ts'
import { Segment, type SegmentOptions } from './segment/segment.ts'
import { SegmentFiles } from './segment/segment-files.ts'
import { SegmentList } from './segment/segment-list.ts'
import type { WarmSegments } from './segment/warm-segments.ts'

export interface LogPlace {
  readonly partition: string
  readonly directory: string
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  readonly health: DiskHealth
  readonly warm: WarmSegments
}

export function openLog(place: LogPlace, config: LogConfig, history: LogHistory): PartitionLog {
  return place.health.guard(() => new PartitionLog(findParts(place, config, history)))
}

function findParts(place: LogPlace, config: LogConfig, history: LogHistory): LogParts {
  const { partition, directory, disk, clock, health, warm } = place
  disk.makeDirectory(directory)
  const segments = new SegmentList()
  const snapshots = new SnapshotFiles(disk, directory)
  const owed = new Set<Segment>()
  const settings = { config }
  const segmentOptions = (baseOffset: number): SegmentOptions => ({
    files: new SegmentFiles({ disk, directory, baseOffset }),
    warm,
    partition,
    indexIntervalBytes: settings.config.indexIntervalBytes,
    findAborted(segment) {
      owed.add(segment)
      return findAborted(segment, { ...place, segments, snapshots })
    },
  })
  for (const segment of findSegments(place, segmentOptions)) segments.add(segment)
  const epochs = new EpochLog(new Checkpoint(disk, join(directory, LEADER_EPOCH_CHECKPOINT), leaderEpochsFormat))
  const producers = new ProducerStates()
  const parts = { ...place, health, segments, epochs, snapshots, owed, producers, settings, segmentOptions }
  const recovery = new Recovery(parts, {
    ...history,
    nowMs: clock.nowMs(),
    mayHaveGaps: config.cleanupPolicy.compact,
  })
  return { ...parts, ...recovery.run() }
}

/** The segments whose records are there. An index without records is what a deletion left, and goes. */
function findSegments({ disk, directory }: LogPlace, options: (baseOffset: number) => SegmentOptions): Segment[] {
  const segments: Segment[] = []
  const names = disk
    .list(directory)
    .map(parseSegmentFileName)
    .filter((name) => name !== null && name.state === null)
  for (const name of names) {
    if (name?.kind === 'log') segments.push(Segment.open(options(name.offset)))
  }
  const bases = new Set(segments.map(({ baseOffset }) => baseOffset))
  for (const name of names) {
    if (name === null || name.kind === 'snapshot' || bases.has(name.offset)) continue
    new SegmentFiles({ disk, directory, baseOffset: name.offset }).remove()
  }
  return segments
}
