/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const listOffsetsRequest = {
  name: 'ListOffsetsRequest',
  key: 2,
  versions: [1, 11],
  flexibleSince: 6,
  fields: {
    replicaId: { type: 'int32' },
    isolationLevel: { type: 'int8', since: 2 },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            currentLeaderEpoch: { type: 'int32', since: 4, default: -1, ignorable: true },
            timestamp: { type: 'int64' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32', since: 10, ignorable: true },
  },
} as const satisfies Message

export const listOffsetsResponse = {
  name: 'ListOffsetsResponse',
  key: 2,
  versions: [1, 11],
  flexibleSince: 6,
  fields: {
    throttleTimeMs: { type: 'int32', since: 2, ignorable: true },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
            timestamp: { type: 'int64', default: -1 },
            offset: { type: 'int64', default: -1 },
            leaderEpoch: { type: 'int32', since: 4, default: -1 },
          },
        },
      },
    },
  },
} as const satisfies Message
