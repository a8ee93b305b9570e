/**
 * ConsumerGroupHeartbeat: the one request by which a member joins, lives in and leaves a consumer group of
 * KIP-848. It goes to the group coordinator, which computes the assignment itself; the members reconcile step
 * by step, and no rebalance stops everyone. memberEpoch 0 joins, -1 leaves, -2 is a static member that will
 * be back. FENCED_MEMBER_EPOCH and UNKNOWN_MEMBER_ID mean: give up all partitions and join anew.
 *
 * To save bytes a member names only what has changed since its last heartbeat: null means unchanged, for
 * rebalanceTimeoutMs -1 does. In the answer a null assignment means unchanged too, an empty one means no
 * partitions. A partition moves to its new owner only after topicPartitions of the old owner no longer lists
 * it.
 *
 * In 0 the coordinator may choose the member id; since 1 the client must bring its own and keep it for as
 * long as the process lives (KIP-1082). 1 also subscribes by a regular expression that the broker resolves,
 * in RE2 syntax, with INVALID_REGULAR_EXPRESSION for a wrong one.
 */
import type { Fields, Message } from '../schema.ts'

export const consumerGroupHeartbeatRequest = {
  name: 'ConsumerGroupHeartbeatRequest',
  key: 68,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
    memberEpoch: { type: 'int32' },
    instanceId: { type: 'string', nullable: true, default: null },
    rackId: { type: 'string', nullable: true, default: null },
    rebalanceTimeoutMs: { type: 'int32', default: -1 },
    subscribedTopicNames: { array: 'string', nullable: true, default: null },
    subscribedTopicRegex: { type: 'string', since: 1, nullable: true, default: null },
    serverAssignor: { type: 'string', nullable: true, default: null },
    topicPartitions: {
      nullable: true,
      default: null,
      array: {
        topicId: { type: 'uuid' },
        partitions: { array: 'int32' },
      },
    },
  },
} as const satisfies Message

const topicPartitions = {
  topicId: { type: 'uuid' },
  partitions: { array: 'int32' },
} as const satisfies Fields

export const consumerGroupHeartbeatResponse = {
  name: 'ConsumerGroupHeartbeatResponse',
  key: 68,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true, default: null },
    memberId: { type: 'string', nullable: true, default: null },
    memberEpoch: { type: 'int32' },
    heartbeatIntervalMs: { type: 'int32' },
    assignment: {
      nullable: true,
      default: null,
      struct: {
        topicPartitions: { array: topicPartitions },
      },
    },
  },
} as const satisfies Message
