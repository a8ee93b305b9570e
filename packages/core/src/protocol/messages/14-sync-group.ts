/**
 * SyncGroup: after JoinGroup every member asks the group coordinator for its share, and the leader's request
 * brings the shares of all. The coordinator holds the others' answers back until the leader's request is
 * there and stored. The assignment is bytes of the group's own protocol, which the broker does not read; see
 * embedded/consumer-protocol.ts.
 *
 * REBALANCE_IN_PROGRESS means that the group is being formed anew: join again. From 2 on the client waits out
 * a throttle itself. 3 adds groupInstanceId (KIP-345). 5 carries the protocol type and name both ways, and
 * the coordinator answers INCONSISTENT_GROUP_PROTOCOL if they are not what JoinGroup settled (KIP-559).
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 3.
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
