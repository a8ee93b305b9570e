/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const heartbeatRequest = {
  name: 'HeartbeatRequest',
  key: 12,
  versions: [0, 4],
  flexibleSince: 4,
  fields: {
    groupId: { type: 'string' },
    generationId: { type: 'int32' },
    memberId: { type: 'string' },
    groupInstanceId: { type: 'string', since: 3, nullable: true, default: null },
  },
} as const satisfies Message

export const heartbeatResponse = {
  name: 'HeartbeatResponse',
  key: 12,
  versions: [0, 4],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16' },
  },
} as const satisfies Message
