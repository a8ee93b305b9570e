/**
 * TODO story
 */
import type { Fields, Message } from '../../schema.ts'

export const consumerGroupCurrentMemberAssignmentKey = {
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  key: 8,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

const topicPartitions = {
  topicId: { type: 'uuid' },
  partitions: { array: 'int32' },
  assignmentEpochs: { array: 'int32', nullable: true, tag: 0 },
} as const satisfies Fields

export const consumerGroupCurrentMemberAssignmentValue = {
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  key: 8,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    memberEpoch: { type: 'int32' },
    previousMemberEpoch: { type: 'int32' },
    state: { type: 'int8' },
    assignedPartitions: { array: topicPartitions },
    partitionsPendingRevocation: { array: topicPartitions },
  },
} as const satisfies Message
