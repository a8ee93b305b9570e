/** Groups of the golden files, as the questions that our functions take and the answers that Java gave. */
import { type ClientOfMembers, clientsOf, type GroupMember } from './members.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import { sortedTasks, type TaskId, taskId, taskIdParts } from './task-id.ts'
import type { AssignmentConfig, TaskAssignment, TaskAssignmentRequest } from './tasks/task-assignor.ts'

/** One line: see `test/assignment/FORMAT.md`. */
export interface GroupLine {
  readonly assignor: 'highly-available' | 'fallback'
  /** An acceptable lag of -1 is none. */
  readonly config: AssignmentConfig
  /** Where the state of each ends; null for those that have none. */
  readonly tasks: Record<TaskId, number | null>
  readonly clients: readonly {
    readonly processId: string
    readonly tags: Record<string, string>
    readonly consumers: Record<string, { owned: readonly TaskId[]; offsetSums: Record<TaskId, number> }>
  }[]
  readonly result: {
    readonly needsProbing: boolean
    readonly shares: Record<string, { active: TaskId[]; standby: TaskId[]; threads: Record<string, ThreadLine> }>
  }
}

/** The tasks of a thread, by the rounds in which they were dealt. */
export interface ThreadLine {
  readonly statefulActive: readonly TaskId[]
  readonly standby: readonly TaskId[]
  readonly statelessActive: readonly TaskId[]
}

export type GroupRequest = TaskAssignmentRequest & { readonly clients: readonly ClientOfMembers[] }

/** Each task reads the partition of its number of a topic that is named after its sub-topology. */
export function requestOf(line: GroupLine): GroupRequest {
  const ends = Object.entries(line.tasks).flatMap(([task, end]): [TaskId, number][] =>
    end === null ? [] : [[task, end]],
  )
  const endOffsetSums = new Map(ends)
  const { acceptableRecoveryLag: lag } = line.config
  return {
    clients: clientsOf(membersOf(line), { taskOf, endOffsetSums }),
    tasks: sortedTasks(Object.keys(line.tasks)),
    statefulTasks: new Set(endOffsetSums.keys()),
    config: { ...line.config, acceptableRecoveryLag: lag < 0 ? Number.POSITIVE_INFINITY : lag },
  }
}

/** By process, in the order of the tasks. */
export function sharesAsLine({ shares }: TaskAssignment): Record<string, { active: TaskId[]; standby: TaskId[] }> {
  return Object.fromEntries(
    Array.from(shares, ([processId, { active, standby }]) => {
      return [processId, { active: sortedTasks(active), standby: sortedTasks(standby) }]
    }),
  )
}

function membersOf({ clients }: GroupLine): GroupMember[] {
  const version = { version: latestVersion, latestSupportedVersion: latestVersion }
  return clients.flatMap(({ processId, tags, consumers }) =>
    Object.entries(consumers).map(([memberId, { owned, offsetSums: sums }]) => {
      const offsetSums = new Map(Object.entries(sums))
      const rest = { endpoint: null, uniqueField: 0, errorCode: 0, tags: new Map(Object.entries(tags)) }
      return { memberId, owned: owned.map(partitionOf), info: { ...version, processId, offsetSums, ...rest } }
    }),
  )
}

function partitionOf(task: TaskId) {
  const { subtopology, partition } = taskIdParts(task)
  return { topic: `topic-${subtopology}`, partition }
}

function taskOf({ topic, partition }: { topic: string; partition: number }): TaskId {
  return taskId(Number(topic.slice('topic-'.length)), partition)
}
