/** What a partition's log is made of; `openLog` finds or makes these on a disk. */
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { DiskHealth } from './disk-health.ts'
import type { EpochLog } from './epoch-log.ts'
import type { LogConfig } from './log-config.ts'
import type { ProducerStates } from './producer-state/producer-states.ts'
import type { SnapshotFiles } from './producer-state/snapshot-files.ts'
import type { Segment, SegmentOptions } from './segment/segment.ts'
import type { SegmentList } from './segment/segment-list.ts'

export interface LogParts {
  /** For example `orders-3`; errors name it. */
  readonly partition: string
  readonly disk: Disk
  readonly directory: string
  readonly clock: Clock
  readonly health: DiskHealth
  readonly segments: SegmentList
  readonly producers: ProducerStates
  readonly snapshots: SnapshotFiles
  readonly epochs: EpochLog
  /** Segments with files that are not durable though they may lie before the recovery point. */
  readonly owed: Set<Segment>
  /** The topic's settings, which may be altered at any time. */
  readonly settings: { config: LogConfig }
  readonly startOffset: number
  readonly endOffset: number
  readonly recoveryPoint: number
  /** Whether something was cut off that would be back after another crash, unless that is made durable. */
  readonly wasCut: boolean
  /** How a segment from an offset on is made or opened. */
  readonly segmentOptions: (baseOffset: number) => SegmentOptions
}

/** What the data directory's checkpoints say of the log. */
export interface LogHistory {
  readonly hadCleanShutdown: boolean
  readonly recoveryPoint: number
  readonly startOffset: number
  readonly producerExpirationMs: number
}
