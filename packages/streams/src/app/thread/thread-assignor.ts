/**
 * The assignor of a thread: what it says of the thread's tasks and the state that lies here, and how it asks the cluster
 * where it leads. This instance makes no copies of state yet, so whoever is to have a task gets it at once, however far
 * its state has come there, and restores it.
 */
import { type Admin, settled } from '@millrace/core'
import type { ChangelogQuestions } from '../assignment/changelog-ends.ts'
import { runningOffsetSum } from '../assignment/protocol/protocol-versions.ts'
import type { ReceivedAssignment } from '../assignment/received-assignment.ts'
import { StreamsAssignor } from '../assignment/streams-assignor.ts'
import type { TaskId } from '../assignment/task-id.ts'
import { highlyAvailable } from '../assignment/tasks/highly-available.ts'
import { sticky } from '../assignment/tasks/sticky.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { InternalTopics } from '../topics/internal-topics.ts'
import type { StateOffsets } from './state-offsets.ts'
import type { TaskSet } from './task-set.ts'

export interface ThreadAssignorParts {
  readonly config: ResolvedConfig
  readonly processId: string
  /** From 1. */
  readonly thread: number
  readonly admin: Admin
  readonly internalTopics: InternalTopics
  readonly stateOffsets: StateOffsets
  readonly tasks: () => TaskSet
  readonly wantsShutdown: () => boolean
  readonly onAssigned: (assignment: ReceivedAssignment) => void
}

export function threadAssignor(parts: ThreadAssignorParts): StreamsAssignor {
  const { config, processId, internalTopics, wantsShutdown, onAssigned } = parts
  const { applicationId, logger, maxWarmupReplicas, probingRebalanceIntervalMs, rackAwareAssignmentTags } = config
  const acceptableRecoveryLag = Number.POSITIVE_INFINITY
  return new StreamsAssignor({
    processId,
    endpoint: config.applicationServer,
    tags: new Map(Object.entries(config.clientTags)),
    config: {
      acceptableRecoveryLag,
      maxWarmupReplicas,
      numStandbyReplicas: 0,
      probingRebalanceIntervalMs,
      rackAwareAssignmentTags,
    },
    assign: config.taskAssignor === 'sticky' ? sticky : highlyAvailable,
    offsetSums: () => offsetSums(parts),
    wantsShutdown,
    prepareTopics: () => internalTopics.prepare(),
    changelogOffsets: (questions) => changelogOffsets(parts, questions),
    nowMs: () => config.clock.nowMs(),
    onAssigned,
    onDecided: (_decision, error) => {
      if (error !== null) logger.error({ applicationId, error }, 'the tasks of the application cannot be given out')
    },
  })
}

/** A thread speaks for its own tasks, and the first of a process for what lies there besides. */
function offsetSums({ tasks, stateOffsets, thread }: ThreadAssignorParts): ReadonlyMap<TaskId, number> {
  const own = tasks().all.map((task): [TaskId, number] => [task.id, task.isRunning ? runningOffsetSum : task.offsetSum])
  return new Map([...(thread === 1 ? stateOffsets.all : []), ...own])
}

/** Null where anything is not told: then all stays where it is, and the group assigns again. */
async function changelogOffsets(
  { admin, config }: ThreadAssignorParts,
  { ends, committed }: ChangelogQuestions,
): Promise<ReadonlyMap<string, number> | null> {
  const { applicationId, logger } = config
  try {
    const [found, groups] = await Promise.all([
      settled(admin.offsets.list(ends)),
      committed.length === 0
        ? new Map<string, never>()
        : admin.groupOffsets.list(applicationId, { partitions: committed }),
    ])
    if (found.errors.size > 0) throw [...found.errors.values()][0]
    return new Map([...found.values, ...groups].map(([name, { offset }]) => [name, offset]))
  } catch (error) {
    logger.warn({ applicationId, error }, 'the cluster did not tell where changelogs end: tasks stay where they are')
    return null
  }
}
