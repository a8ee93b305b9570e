/**
 * What a member makes of the assignment that it has got: its tasks with their partitions, where others are to be asked,
 * and when to join again. How versions are agreed on is here too, as the member sees it.
 */
import type { MemberAssignment, TopicPartition } from '@millrace/core'
import { AssignmentError } from './assignment-error.ts'
import { comparePartitions } from './handover.ts'
import { hostInfoOf } from './host-info.ts'
import { type AssignmentInfo, decodeAssignmentInfo, type HostPartitions } from './protocol/assignment-info.ts'
import { assignorErrors } from './protocol/assignor-errors.ts'
import { earliestProbeableVersion, latestVersion } from './protocol/protocol-versions.ts'
import type { TaskId } from './task-id.ts'

type TaskPartitions = ReadonlyMap<TaskId, readonly TopicPartition[]>

export interface ReceivedAssignment {
  /** Other than 0: the leader could not assign, and the rest is empty. */
  readonly errorCode: number
  readonly activeTasks: TaskPartitions
  /** With the partitions that their active tasks read. */
  readonly standbyTasks: TaskPartitions
  readonly hosts: readonly HostPartitions[]
  readonly standbyHosts: readonly HostPartitions[]
  /** When to join again, though nothing happened: 0 for at once, null for never. */
  readonly rejoinAtMs: number | null
  /** The version to speak in from now on. */
  readonly version: number
}

export interface Speaker {
  /** The version in which the member has spoken. */
  readonly version: number
  /** Where it answers queries, as its user said it. */
  readonly endpoint: string | null
}

/** @throws AssignmentError for what no leader may say to this member, DecodeError for what none can say */
export function receiveAssignment(assignment: MemberAssignment, speaker: Speaker): ReceivedAssignment {
  const { userData } = assignment
  if (!userData) throw bad('tasks for the partitions', 'none: is the leader of the group no Kafka Streams application?')
  const info = decodeAssignmentInfo(userData)
  const { errorCode, hosts, standbyHosts, standbyTasks } = info
  if (errorCode !== assignorErrors.none) return refusedAssignment(errorCode, speaker.version)
  requireVersions(info, speaker.version)
  const version = nextVersion(info, speaker.version)
  const mustRejoin = version !== speaker.version || !isKnown(speaker.endpoint, hosts)
  return {
    errorCode,
    activeTasks: activeTasks(assignment.partitions, info),
    standbyTasks,
    hosts,
    standbyHosts,
    rejoinAtMs: mustRejoin ? 0 : info.nextRebalanceMs,
    version,
  }
}

function refusedAssignment(errorCode: number, version: number): ReceivedAssignment {
  const noTasks: TaskPartitions = new Map()
  const nobody = { hosts: [], standbyHosts: [] }
  return { errorCode, activeTasks: noTasks, standbyTasks: noTasks, ...nobody, rejoinAtMs: null, version }
}

function requireVersions({ version, commonlySupportedVersion }: AssignmentInfo, spoken: number): void {
  if (version > spoken) throw bad(`an assignment in version ${spoken}, as was asked, or earlier`, `version ${version}`)
  if (commonlySupportedVersion <= latestVersion) return
  throw bad(`a version up to ${latestVersion} that all members know`, `version ${commonlySupportedVersion}`)
}

/** Later again when all members have come so far; earlier as long as one has not. */
function nextVersion({ version, commonlySupportedVersion }: AssignmentInfo, spoken: number): number {
  if (version < earliestProbeableVersion) return spoken
  return commonlySupportedVersion > spoken || version < spoken ? commonlySupportedVersion : spoken
}

/** A static member that comes back gets what it had, though it may have moved: then all others have to hear of it. */
function isKnown(endpoint: string | null, hosts: readonly HostPartitions[]): boolean {
  const own = hostInfoOf(endpoint)
  if (own === null || hosts.length === 0) return true
  return hosts.some(({ host, port }) => host === own.host && port === own.port)
}

/** The leader says the task of each partition, in the order of the partitions. */
function activeTasks(partitions: readonly TopicPartition[], info: AssignmentInfo): TaskPartitions {
  if (partitions.length !== info.activeTasks.length) {
    throw bad(`a task for each of ${partitions.length} partitions`, `${info.activeTasks.length} tasks`)
  }
  const tasks = new Map<TaskId, TopicPartition[]>()
  partitions.toSorted(comparePartitions).forEach((partition, index) => {
    const task = info.activeTasks[index] ?? ''
    const known = tasks.get(task)
    if (known === undefined) tasks.set(task, [partition])
    else known.push(partition)
  })
  return tasks
}

function bad(expected: string, found: string): AssignmentError {
  return new AssignmentError('BAD_ASSIGNMENT', `assignment of the group's leader: expected ${expected}, found ${found}`)
}
