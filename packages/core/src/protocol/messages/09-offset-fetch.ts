/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const offsetFetchRequest = {
  name: 'OffsetFetchRequest',
  key: 9,
  versions: [1, 10],
  flexibleSince: 6,
  fields: {
    groupId: { type: 'string', until: 7 },
    topics: {
      until: 7,
      nullableSince: 2,
      array: {
        name: { type: 'string' },
        partitionIndexes: { array: 'int32' },
      },
    },
    groups: {
      since: 8,
      array: {
        groupId: { type: 'string' },
        memberId: { type: 'string', since: 9, nullable: true, default: null, ignorable: true },
        memberEpoch: { type: 'int32', since: 9, default: -1, ignorable: true },
        topics: {
          nullable: true,
          array: {
            name: { type: 'string', until: 9, ignorable: true },
            topicId: { type: 'uuid', since: 10, ignorable: true },
            partitionIndexes: { array: 'int32' },
          },
        },
      },
    },
    requireStable: { type: 'bool', since: 7, default: false },
  },
} as const satisfies Message

export const offsetFetchResponse = {
  name: 'OffsetFetchResponse',
  key: 9,
  versions: [1, 10],
  flexibleSince: 6,
  fields: {
    throttleTimeMs: { type: 'int32', since: 3, ignorable: true },
    topics: {
      until: 7,
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            committedOffset: { type: 'int64' },
            committedLeaderEpoch: { type: 'int32', since: 5, default: -1, ignorable: true },
            metadata: { type: 'string', nullable: true },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
    errorCode: { type: 'int16', since: 2, until: 7, default: 0, ignorable: true },
    groups: {
      since: 8,
      array: {
        groupId: { type: 'string' },
        topics: {
          array: {
            name: { type: 'string', until: 9, ignorable: true },
            topicId: { type: 'uuid', since: 10, ignorable: true },
            partitions: {
              array: {
                partitionIndex: { type: 'int32' },
                committedOffset: { type: 'int64' },
                committedLeaderEpoch: { type: 'int32', default: -1 },
                metadata: { type: 'string', nullable: true },
                errorCode: { type: 'int16' },
              },
            },
          },
        },
        errorCode: { type: 'int16', default: 0 },
      },
    },
  },
} as const satisfies Message
