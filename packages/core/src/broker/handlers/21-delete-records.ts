/**
 * DeleteRecords: the log's start moves at once, and the space is free when its segments are looked at next. The
 * broker's own topics, and such as are only compacted, keep what they have.
 */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'
import type { Topic } from '../topics/topics.ts'

const HIGH_WATERMARK = -1
const NONE = -1

export const deleteRecords = handler(apis.deleteRecords, ({ body }, { topics }) => {
  return {
    throttleTimeMs: 0,
    topics: body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => {
        const { error, lowWatermark } = deleteBefore(topics.get(name), partitionIndex, offset)
        return { partitionIndex, lowWatermark, errorCode: errors[error].code }
      }),
    })),
  }
})

interface Deleted {
  readonly error: ErrorName
  readonly lowWatermark: number
}

function deleteBefore(topic: Topic | undefined, index: number, offset: number): Deleted {
  const partition = topic?.partitions[index]
  if (topic === undefined || partition === undefined) return refused('UNKNOWN_TOPIC_OR_PARTITION')
  if (topic.isInternal) return refused('INVALID_TOPIC_EXCEPTION')
  const { log } = partition
  if (!log.config.cleanupPolicy.delete) return refused('POLICY_VIOLATION')
  const before = offset === HIGH_WATERMARK ? log.highWatermark : offset
  if (before < 0 || before > log.highWatermark) return refused('OFFSET_OUT_OF_RANGE')
  partition.deleteRecordsBefore(before)
  return { error: 'NONE', lowWatermark: log.startOffset }
}

function refused(error: ErrorName): Deleted {
  return { error, lowWatermark: NONE }
}
