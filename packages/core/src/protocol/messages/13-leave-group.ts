/**
 * LeaveGroup: a member goes, and the group coordinator starts a rebalance at once instead of waiting for the
 * session timeout. A static member normally does not send it when it restarts: keeping its partitions
 * meanwhile is the point of being static.
 *
 * Up to 2 a request names one member. From 2 on the client waits out a throttle itself. Since 3 it names
 * several, each by member id or groupInstanceId, with an error for each; an admin client removes static
 * members this way (KIP-345). 5 adds a reason for each (KIP-800).
 *
 * kafkajs 2.2.4 sends 3, librdkafka 2.0 sends 1.
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
