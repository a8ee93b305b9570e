/**
 * DescribeTopicPartitions: an admin client reads topics piece by piece, where Metadata would send everything
 * in one answer (KIP-966). Any broker answers out of its own view of the cluster. An empty list of topics
 * asks for all.
 *
 * Topics come in the order of their names. When responsePartitionLimit, or the broker's own lower limit, is
 * reached, nextCursor names the topic and partition to go on with; null means that all is told. The cursor's
 * topic must be among the topics asked for, otherwise the answer is INVALID_REQUEST. Unlike Metadata it shows
 * the eligible leader replicas, and it never creates a topic. There is one version only.
 */
import type { Message } from '../schema.ts'

export const describeTopicPartitionsRequest = {
  name: 'DescribeTopicPartitionsRequest',
  key: 75,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
      },
    },
    responsePartitionLimit: { type: 'int32', default: 2000 },
    cursor: {
      nullable: true,
      default: null,
      struct: {
        topicName: { type: 'string' },
        partitionIndex: { type: 'int32' },
      },
    },
  },
} as const satisfies Message

export const describeTopicPartitionsResponse = {
  name: 'DescribeTopicPartitionsResponse',
  key: 75,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        errorCode: { type: 'int16' },
        name: { type: 'string', nullable: true },
        topicId: { type: 'uuid' },
        isInternal: { type: 'bool', default: false },
        partitions: {
          array: {
            errorCode: { type: 'int16' },
            partitionIndex: { type: 'int32' },
            leaderId: { type: 'int32' },
            leaderEpoch: { type: 'int32', default: -1 },
            replicaNodes: { array: 'int32' },
            isrNodes: { array: 'int32' },
            eligibleLeaderReplicas: { array: 'int32', nullable: true, default: null },
            lastKnownElr: { array: 'int32', nullable: true, default: null },
            offlineReplicas: { array: 'int32' },
          },
        },
        topicAuthorizedOperations: { type: 'int32', default: -2147483648 },
      },
    },
    nextCursor: {
      nullable: true,
      default: null,
      struct: {
        topicName: { type: 'string' },
        partitionIndex: { type: 'int32' },
      },
    },
  },
} as const satisfies Message
