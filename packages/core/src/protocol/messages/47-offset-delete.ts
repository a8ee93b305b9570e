/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const offsetDeleteRequest = {
  name: 'OffsetDeleteRequest',
  key: 47,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetDeleteResponse = {
  name: 'OffsetDeleteResponse',
  key: 47,
  versions: [0, 0],
  fields: {
    errorCode: { type: 'int16' },
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
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
