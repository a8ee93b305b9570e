/**
 * TODO story
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
