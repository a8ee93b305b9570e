/**
 * Heartbeat: a member of a classic group tells the group coordinator that it lives, and learns from the error
 * code whether it must act. REBALANCE_IN_PROGRESS means: join again. ILLEGAL_GENERATION and UNKNOWN_MEMBER_ID
 * mean that the group has gone on without the member, which has lost its partitions. A member that stays
 * silent for its session timeout is removed.
 *
 * From 2 on the client waits out a throttle itself. 3 adds groupInstanceId and with it FENCED_INSTANCE_ID,
 * the answer to a static member whose identity another process has taken over (KIP-345). 4 only brings the
 * compact encoding.
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 3.
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
