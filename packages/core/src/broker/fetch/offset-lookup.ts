/**
 * Which offset of a partition stands for a time, as ListOffsets asks: a timestamp, or one of the signs for the
 * log's ends. What has no offset gets -1, also what lies behind the last that the reader may see.
 */
import { DecodeError } from '../../bytes/errors.ts'
import { DiskError } from '../../host/disk.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { Partition } from '../topics/partition.ts'

/** Signs in the place of a timestamp. */
const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3
const EARLIEST_LOCAL = -4
const LATEST_TIERED = -5
const EARLIEST_PENDING_UPLOAD = -6

const FIRST_WITH_SIGN: ReadonlyMap<number, number> = new Map([
  [LATEST, 1],
  [EARLIEST, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
])

const CONSUMER = -1

export interface OffsetQuestion {
  readonly version: number
  readonly timestamp: number
  /** The leader's epoch as the reader knows it; -1 if it does not. */
  readonly currentLeaderEpoch: number
  readonly replicaId: number
  readonly isolation: 'uncommitted' | 'committed'
}

export interface FoundOffset {
  readonly error: ErrorName
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}

const NO_OFFSET: FoundOffset = { error: 'NONE', timestamp: -1, offset: -1, leaderEpoch: -1 }

export function lookUpOffset(partition: Partition | undefined, question: OffsetQuestion): FoundOffset {
  const { timestamp, version } = question
  if (timestamp < 0 && version < (FIRST_WITH_SIGN.get(timestamp) ?? Number.POSITIVE_INFINITY)) {
    return refused('UNSUPPORTED_VERSION')
  }
  if (partition === undefined) return refused('UNKNOWN_TOPIC_OR_PARTITION')
  const error = partition.refuseEpoch(question.currentLeaderEpoch)
  if (error !== 'NONE') return refused(error)
  try {
    return find(partition, question)
  } catch (problem) {
    if (!(problem instanceof DiskError) && !(problem instanceof DecodeError)) throw problem
    return refused('KAFKA_STORAGE_ERROR')
  }
}

export function refused(error: ErrorName): FoundOffset {
  return { ...NO_OFFSET, error }
}

function find(partition: Partition, { timestamp, replicaId, isolation }: OffsetQuestion): FoundOffset {
  const { log } = partition
  const seenBy = replicaId === CONSUMER ? isolation : 'uncommitted'
  switch (timestamp) {
    case LATEST:
      return { ...NO_OFFSET, offset: log.lookUp('latest', seenBy)?.offset ?? -1, leaderEpoch: partition.leaderEpoch }
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { ...NO_OFFSET, offset: log.startOffset, leaderEpoch: partition.epochAt(log.startOffset) }
    // There is no tiered storage.
    case LATEST_TIERED:
    case EARLIEST_PENDING_UPLOAD:
      return NO_OFFSET
    default: {
      const found = log.lookUp(timestamp === MAX_TIMESTAMP ? 'max-timestamp' : timestamp, seenBy)
      if (found === null) return NO_OFFSET
      return { error: 'NONE', ...found, leaderEpoch: partition.epochAt(found.offset) }
    }
  }
}
