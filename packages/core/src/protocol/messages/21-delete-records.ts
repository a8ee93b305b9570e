/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const deleteRecordsRequest = {
  name: 'DeleteRecordsRequest',
  key: 21,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            offset: { type: 'int64' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32' },
  },
} as const satisfies Message

export const deleteRecordsResponse = {
  name: 'DeleteRecordsResponse',
  key: 21,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            lowWatermark: { type: 'int64' },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
  },
} as const satisfies Message
