/**
 * One look at one partition for one fetch: what is wrong, or how far the log goes, with the records that the
 * reader may have. Where nothing is to be read, the log's files are not touched.
 */
import { DecodeError } from '../../bytes/errors.ts'
import { DiskError } from '../../host/disk.ts'
import type { PartitionLog } from '../../log/partition-log.ts'
import type { Draft } from '../../protocol/body.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { Partition } from '../topics/partition.ts'
import type { Topics } from '../topics/topics.ts'
import type { FetchPartition } from './fetch-partition.ts'
import type { Lease } from './lease.ts'

type Answer = Draft<typeof fetchResponse>['responses'][number]['partitions'][number]
export type PartitionAnswer = { -readonly [Name in keyof Answer]: Answer[Name] }

/** What holds for all partitions of a fetch. */
export interface FetchRules {
  readonly version: number
  readonly isolation: 'uncommitted' | 'committed'
  /** -1 for a consumer. */
  readonly replicaId: number
  readonly topics: Topics
}

/** How much may be read of a partition now, and into what. */
export interface Allowance {
  readonly bytes: number
  /** Whether a batch may be larger than that. */
  readonly atLeastOne: boolean
  readonly lease: Lease
}

export interface Look {
  readonly answer: PartitionAnswer
  /** Whether the partition is not one that could be waited for. */
  readonly isUnknown: boolean
  /** Whether there are records and none was read, for want of room. */
  readonly hasMore: boolean
  /** Bytes that count for who waits for so many: those of the next batch too, as far as there was room for them. */
  readonly readableBytes: number
}

const NONE = -1
const NO_RECORDS = Buffer.alloc(0)
const FIRST_WITH_ZSTD = 10
/** Before, clients do not know KAFKA_STORAGE_ERROR. */
const FIRST_WITH_STORAGE_ERROR = 6

export function look(partition: FetchPartition, rules: FetchRules, allowance: Allowance): Look {
  const { index, wanted } = partition
  const found = locate(partition, rules)
  if (typeof found === 'string') return refused(index, found, true)
  const { log } = found
  const error = refuse(found, wanted.currentLeaderEpoch, rules)
  if (error !== 'NONE') return refused(index, error)
  const { fetchOffset: offset, lastFetchedEpoch } = wanted
  const { startOffset, highWatermark, lastStableOffset } = log
  const answer = {
    partitionIndex: index,
    errorCode: 0,
    highWatermark,
    lastStableOffset,
    logStartOffset: startOffset,
    divergingEpoch: undefined as Answer['divergingEpoch'],
    currentLeader: undefined as Answer['currentLeader'],
    abortedTransactions: rules.isolation === 'committed' ? [] : null,
    preferredReadReplica: NONE,
    records: NO_RECORDS,
  } as PartitionAnswer
  if (lastFetchedEpoch !== NONE) {
    const end = found.endOffsetForEpoch(lastFetchedEpoch)
    if (end.epoch === NONE || end.endOffset === NONE || offset < startOffset)
      return refused(index, 'OFFSET_OUT_OF_RANGE')
    if (end.epoch < lastFetchedEpoch || end.endOffset < offset) {
      answer.divergingEpoch = end
      return lookAt(answer)
    }
  }
  if (offset < startOffset || offset > log.endOffset) return refused(index, 'OFFSET_OUT_OF_RANGE')
  const upTo = rules.isolation === 'committed' ? lastStableOffset : highWatermark
  if (offset >= upTo) return lookAt(answer)
  return read(log, answer, { partition, rules, allowance, upTo })
}

interface Reading {
  readonly partition: FetchPartition
  readonly rules: FetchRules
  readonly allowance: Allowance
  readonly upTo: number
}

function read(log: PartitionLog, answer: PartitionAnswer, { partition, rules, allowance, upTo }: Reading): Look {
  const { bytes, atLeastOne, lease } = allowance
  if (bytes <= 0 && !atLeastOne) return { ...lookAt(answer), hasMore: true }
  const { fetchOffset: offset, partitionMaxBytes } = partition.wanted
  const maxBytes = Math.max(0, Math.min(bytes, partitionMaxBytes))
  const { isolation, version } = rules
  try {
    const outcome = log.read({ offset, maxBytes, atLeastOne, isolation, memory: lease.memory })
    if (outcome.kind === 'out-of-range') return refused(partition.index, 'OFFSET_OUT_OF_RANGE')
    lease.keep(outcome.records)
    answer.records = outcome.records
    answer.abortedTransactions = outcome.aborted
    const { length } = outcome.records
    const readableBytes = outcome.nextOffset < upTo ? Math.max(length, maxBytes) : length
    return { answer, isUnknown: false, hasMore: length === 0, readableBytes }
  } catch (problem) {
    if (!(problem instanceof DiskError) && !(problem instanceof DecodeError)) throw problem
    const isKnown = version >= FIRST_WITH_STORAGE_ERROR
    return refused(partition.index, isKnown ? 'KAFKA_STORAGE_ERROR' : 'NOT_LEADER_OR_FOLLOWER')
  }
}

/** The partition as it is now, or why it cannot be found. */
function locate(partition: FetchPartition, { topics }: FetchRules): Partition | ErrorName {
  if (partition.partition !== null && !partition.partition.isGone) return partition.partition
  const { topic, index } = partition
  const found = topic.id === null ? topics.get(topic.name) : topics.byId(topic.id)
  partition.partition = found?.partitions[index] ?? null
  if (found !== undefined) topic.name = found.name
  if (partition.partition !== null) return partition.partition
  if (found !== undefined || topic.id === null) return 'UNKNOWN_TOPIC_OR_PARTITION'
  if (topic.name === '') return 'UNKNOWN_TOPIC_ID'
  return topics.get(topic.name) === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INCONSISTENT_TOPIC_ID'
}

function refuse(found: Partition, epoch: number, { version, replicaId }: FetchRules): ErrorName {
  const error = found.refuseEpoch(epoch)
  if (error !== 'NONE') return error
  // There are no followers here; this is what one gets that the leader does not know.
  if (replicaId >= 0) return epoch === NONE ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_LEADER_EPOCH'
  const isZstd = version < FIRST_WITH_ZSTD && found.log.config.compressionType === 'zstd'
  return isZstd ? 'UNSUPPORTED_COMPRESSION_TYPE' : 'NONE'
}

function refused(partitionIndex: number, error: ErrorName, isUnknown = false): Look {
  const answer = {
    partitionIndex,
    errorCode: errors[error].code,
    highWatermark: NONE,
    lastStableOffset: NONE,
    logStartOffset: NONE,
    divergingEpoch: undefined,
    currentLeader: undefined,
    abortedTransactions: isUnknown ? [] : null,
    preferredReadReplica: NONE,
    records: NO_RECORDS,
  }
  return { ...lookAt(answer), isUnknown }
}

/** Nothing was to be read. */
function lookAt(answer: PartitionAnswer): Look {
  return { answer, isUnknown: false, hasMore: false, readableBytes: 0 }
}
