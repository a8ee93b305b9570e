/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const alterReplicaLogDirsRequest = {
  name: 'AlterReplicaLogDirsRequest',
  key: 34,
  versions: [1, 2],
  flexibleSince: 2,
  fields: {
    dirs: {
      array: {
        path: { type: 'string' },
        topics: {
          array: {
            name: { type: 'string' },
            partitions: { array: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const alterReplicaLogDirsResponse = {
  name: 'AlterReplicaLogDirsResponse',
  key: 34,
  versions: [1, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        topicName: { type: 'string' },
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
