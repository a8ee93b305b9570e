/**
 * TODO story
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
