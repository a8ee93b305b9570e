/**
 * TODO story
 */
import type { Message } from '../../schema.ts'

export const consumerGroupTargetAssignmentMemberKey = {
  name: 'ConsumerGroupTargetAssignmentMemberKey',
  key: 7,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupTargetAssignmentMemberValue = {
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  key: 7,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topicPartitions: {
      array: {
        topicId: { type: 'uuid' },
        partitions: { array: 'int32' },
      },
    },
  },
} as const satisfies Message
