/**
 * JoinGroup: a member enters a classic group, or enters it again for a rebalance. The group coordinator holds
 * all answers back until every known member has joined or the rebalance timeout has passed; then it picks a
 * protocol that all of them support, starts a generation, and gives the leader the list of members with their
 * metadata, from which the leader computes the assignment that SyncGroup hands out.
 *
 * 0 has no rebalance timeout: the session timeout stands in for it. From 3 on the client waits out a throttle
 * itself. 4 has a newcomer join twice: the first answer is MEMBER_ID_REQUIRED with the id to come back with,
 * so that abandoned attempts leave no dead members (KIP-394). 5 adds groupInstanceId, static membership
 * (KIP-345). 7 returns the protocol type and may have a null protocol name (KIP-559). 8 carries the reason
 * for joining (KIP-800). 9 has skipAssignment: a static leader that returns is told that it leads but must
 * not assign (KIP-814).
 *
 * Trap: Kafka 4.0.0 dropped 0 and 1, 4.0.1 brought them back, because librdkafka before 2.11 takes their
 * absence for a broker without Kerberos (KAFKA-19444). kafkajs 2.2.4 and librdkafka 2.0 send 5.
 */
import type { Message } from '../schema.ts'

export const joinGroupRequest = {
  name: 'JoinGroupRequest',
  key: 11,
  versions: [0, 9],
  flexibleSince: 6,
  fields: {
    groupId: { type: 'string' },
    sessionTimeoutMs: { type: 'int32' },
    rebalanceTimeoutMs: { type: 'int32', since: 1, default: -1, ignorable: true },
    memberId: { type: 'string' },
    groupInstanceId: { type: 'string', since: 5, nullable: true, default: null },
    protocolType: { type: 'string' },
    protocols: {
      array: {
        name: { type: 'string' },
        metadata: { type: 'bytes' },
      },
    },
    reason: { type: 'string', since: 8, nullable: true, default: null, ignorable: true },
  },
} as const satisfies Message

export const joinGroupResponse = {
  name: 'JoinGroupResponse',
  key: 11,
  versions: [0, 9],
  flexibleSince: 6,
  fields: {
    throttleTimeMs: { type: 'int32', since: 2, ignorable: true },
    errorCode: { type: 'int16' },
    generationId: { type: 'int32', default: -1 },
    protocolType: { type: 'string', since: 7, nullable: true, default: null, ignorable: true },
    protocolName: { type: 'string', nullableSince: 7 },
    leader: { type: 'string' },
    skipAssignment: { type: 'bool', since: 9, default: false },
    memberId: { type: 'string' },
    members: {
      array: {
        memberId: { type: 'string' },
        groupInstanceId: { type: 'string', since: 5, nullable: true, default: null, ignorable: true },
        metadata: { type: 'bytes' },
      },
    },
  },
} as const satisfies Message
