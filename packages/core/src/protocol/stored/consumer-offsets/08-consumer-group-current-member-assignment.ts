/**
 * ConsumerGroupCurrentMemberAssignment: record type 8 of __consumer_offsets: what a member of a consumer
 * group has now, and what it still has to give back. The key is group and member id; a null value is a
 * tombstone. The group coordinator reads it when it becomes the leader of the partition, so that no partition
 * gets two owners over a failover.
 *
 * state is 0 stable, 1 waiting for the member to give partitions back, 2 waiting for others to release what
 * it is to get. previousMemberEpoch is still accepted from a member that never got the answer with the newer
 * one.
 *
 * There is one version. The tagged assignmentEpochs, as long as partitions, say since which epoch the member
 * has each partition: a commit with any epoch from there up to the present one is good, where otherwise only
 * the present one is (KIP-1251).
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
