/**
 * TODO story
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
