/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const offsetCommitRequest = {
  name: 'OffsetCommitRequest',
  key: 8,
  versions: [2, 10],
  flexibleSince: 8,
  fields: {
    groupId: { type: 'string' },
    generationIdOrMemberEpoch: { type: 'int32', default: -1 },
    memberId: { type: 'string' },
    groupInstanceId: { type: 'string', since: 7, nullable: true, default: null },
    retentionTimeMs: { type: 'int64', until: 4, default: -1, ignorable: true },
    topics: {
      array: {
        name: { type: 'string', until: 9, ignorable: true },
        topicId: { type: 'uuid', since: 10, ignorable: true },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            committedOffset: { type: 'int64' },
            committedLeaderEpoch: { type: 'int32', since: 6, default: -1, ignorable: true },
            committedMetadata: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetCommitResponse = {
  name: 'OffsetCommitResponse',
  key: 8,
  versions: [2, 10],
  flexibleSince: 8,
  fields: {
    throttleTimeMs: { type: 'int32', since: 3, ignorable: true },
    topics: {
      array: {
        name: { type: 'string', until: 9, ignorable: true },
        topicId: { type: 'uuid', since: 10, ignorable: true },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
  },
} as const satisfies Message
