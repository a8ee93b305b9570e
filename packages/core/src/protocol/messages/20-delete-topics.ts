/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const deleteTopicsRequest = {
  name: 'DeleteTopicsRequest',
  key: 20,
  versions: [1, 6],
  flexibleSince: 4,
  fields: {
    topics: {
      since: 6,
      array: {
        name: { type: 'string', nullable: true, default: null },
        topicId: { type: 'uuid' },
      },
    },
    topicNames: { array: 'string', until: 5, ignorable: true },
    timeoutMs: { type: 'int32' },
  },
} as const satisfies Message

export const deleteTopicsResponse = {
  name: 'DeleteTopicsResponse',
  key: 20,
  versions: [1, 6],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32' },
    responses: {
      array: {
        name: { type: 'string', nullableSince: 6 },
        topicId: { type: 'uuid', since: 6, ignorable: true },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
      },
    },
  },
} as const satisfies Message
