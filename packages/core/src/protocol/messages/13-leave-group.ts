/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const leaveGroupRequest = {
  name: 'LeaveGroupRequest',
  key: 13,
  versions: [0, 5],
  flexibleSince: 4,
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string', until: 2 },
    members: {
      since: 3,
      array: {
        memberId: { type: 'string' },
        groupInstanceId: { type: 'string', nullable: true, default: null },
        reason: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
      },
    },
  },
} as const satisfies Message

export const leaveGroupResponse = {
  name: 'LeaveGroupResponse',
  key: 13,
  versions: [0, 5],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16' },
    members: {
      since: 3,
      array: {
        memberId: { type: 'string' },
        groupInstanceId: { type: 'string', nullable: true },
        errorCode: { type: 'int16' },
      },
    },
  },
} as const satisfies Message
