/**
 * ConsumerGroupTargetAssignmentMember: record type 7 of __consumer_offsets: the partitions that a member of a
 * consumer group is to have in the end, by topic id. The key is group and member id; a null value is a
 * tombstone. What the member has at present is in type 8, and the group coordinator leads it from the one to
 * the other.
 *
 * Only members whose share has changed get a new record. The group coordinator reads it when it becomes the
 * leader of the partition. There is one version.
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
