/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const offsetForLeaderEpochRequest = {
  name: 'OffsetForLeaderEpochRequest',
  key: 23,
  versions: [2, 4],
  flexibleSince: 4,
  fields: {
    replicaId: { type: 'int32', since: 3, default: -2, ignorable: true },
    topics: {
      array: {
        topic: { type: 'string' },
        partitions: {
          array: {
            partition: { type: 'int32' },
            currentLeaderEpoch: { type: 'int32', default: -1 },
            leaderEpoch: { type: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetForLeaderEpochResponse = {
  name: 'OffsetForLeaderEpochResponse',
  key: 23,
  versions: [2, 4],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        topic: { type: 'string' },
        partitions: {
          array: {
            errorCode: { type: 'int16' },
            partition: { type: 'int32' },
            leaderEpoch: { type: 'int32', default: -1 },
            endOffset: { type: 'int64', default: -1 },
          },
        },
      },
    },
  },
} as const satisfies Message
