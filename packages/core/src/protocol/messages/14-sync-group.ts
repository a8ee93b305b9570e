/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const syncGroupRequest = {
  name: 'SyncGroupRequest',
  key: 14,
  versions: [0, 5],
  flexibleSince: 4,
  fields: {
    groupId: { type: 'string' },
    generationId: { type: 'int32' },
    memberId: { type: 'string' },
    groupInstanceId: { type: 'string', since: 3, nullable: true, default: null },
    protocolType: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
    protocolName: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
    assignments: {
      array: {
        memberId: { type: 'string' },
        assignment: { type: 'bytes' },
      },
    },
  },
} as const satisfies Message

export const syncGroupResponse = {
  name: 'SyncGroupResponse',
  key: 14,
  versions: [0, 5],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16' },
    protocolType: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
    protocolName: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
    assignment: { type: 'bytes' },
  },
} as const satisfies Message
