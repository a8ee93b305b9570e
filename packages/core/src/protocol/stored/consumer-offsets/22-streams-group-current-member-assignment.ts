/**
 * StreamsGroupCurrentMemberAssignment: record type 22 of __consumer_offsets: the tasks that a member of a
 * streams group has now, and those it still has to give back. The key is group and member id; a null value is
 * a tombstone. The group coordinator reads it when it becomes the leader of the partition, so that no task
 * gets two active owners over a failover.
 *
 * state is 0 stable, 1 waiting for the member to give tasks back, 2 waiting for others to release what it is
 * to get. previousMemberEpoch is still accepted from a member that never got the answer with the newer one.
 *
 * There is one version. The tagged assignmentEpochs, as long as partitions, are filled for active tasks only:
 * since which epoch the member has each of them, to tell a late but rightful commit from one of a former
 * owner.
 */
import type { Fields, Message } from '../../schema.ts'

export const streamsGroupCurrentMemberAssignmentKey = {
  name: 'StreamsGroupCurrentMemberAssignmentKey',
  key: 22,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

const taskIds = {
  subtopologyId: { type: 'string' },
  partitions: { array: 'int32' },
  assignmentEpochs: { array: 'int32', nullable: true, tag: 0 },
} as const satisfies Fields

export const streamsGroupCurrentMemberAssignmentValue = {
  name: 'StreamsGroupCurrentMemberAssignmentValue',
  key: 22,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    memberEpoch: { type: 'int32' },
    previousMemberEpoch: { type: 'int32' },
    state: { type: 'int8' },
    activeTasks: { array: taskIds },
    standbyTasks: { array: taskIds },
    warmupTasks: { array: taskIds },
    activeTasksPendingRevocation: { array: taskIds },
    standbyTasksPendingRevocation: { array: taskIds },
    warmupTasksPendingRevocation: { array: taskIds },
  },
} as const satisfies Message
