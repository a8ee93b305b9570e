/**
 * StreamsGroupTargetAssignmentMember: record type 21 of __consumer_offsets: the tasks that a member of a
 * streams group is to have in the end: active, standby and warm-up, each by sub-topology and partitions. The
 * key is group and member id; a null value is a tombstone. What the member has at present is in type 22.
 *
 * The group coordinator reads it when it becomes the leader of the partition. There is one version.
 */
import type { Fields, Message } from '../../schema.ts'

export const streamsGroupTargetAssignmentMemberKey = {
  name: 'StreamsGroupTargetAssignmentMemberKey',
  key: 21,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

const taskIds = {
  subtopologyId: { type: 'string' },
  partitions: { array: 'int32' },
} as const satisfies Fields

export const streamsGroupTargetAssignmentMemberValue = {
  name: 'StreamsGroupTargetAssignmentMemberValue',
  key: 21,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    activeTasks: { array: taskIds },
    standbyTasks: { array: taskIds },
    warmupTasks: { array: taskIds },
  },
} as const satisfies Message
