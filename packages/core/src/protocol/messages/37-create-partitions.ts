/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const createPartitionsRequest = {
  name: 'CreatePartitionsRequest',
  key: 37,
  versions: [0, 3],
  flexibleSince: 2,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        count: { type: 'int32' },
        assignments: {
          nullable: true,
          array: {
            brokerIds: { array: 'int32' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32' },
    validateOnly: { type: 'bool' },
  },
} as const satisfies Message

export const createPartitionsResponse = {
  name: 'CreatePartitionsResponse',
  key: 37,
  versions: [0, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        name: { type: 'string' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true, default: null },
      },
    },
  },
} as const satisfies Message
