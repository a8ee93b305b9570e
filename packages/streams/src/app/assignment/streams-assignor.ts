/**
 * The assignor of an application's group, as a thread's consumer knows it: `stream`, as in Java, so that instances of
 * both may be in one group. It says what the thread has, decides for all where it leads, and hands on what it got. What
 * has to be asked of the cluster and the tasks goes through its parts.
 */
import type { Assignor, MemberAssignment, MemberSubscription } from '@millrace/core'
import { MissingTopicsError } from '../topics/missing-topics-error.ts'
import type { PartitionCounts } from '../topics/partition-counts.ts'
import { AssignmentError } from './assignment-error.ts'
import { type ChangelogQuestions, changelogQuestions, endOffsetSums } from './changelog-ends.ts'
import { assignGroup, type GroupAssignment, refuseGroup } from './group-assignment.ts'
import type { GroupMember } from './members.ts'
import type { ProcessId } from './process-id.ts'
import { encodeAssignmentInfo } from './protocol/assignment-info.ts'
import { assignorErrors } from './protocol/assignor-errors.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import { decodeSubscriptionInfo, encodeSubscriptionInfo, isReadable } from './protocol/subscription-info.ts'
import { type ReceivedAssignment, receiveAssignment } from './received-assignment.ts'
import type { TaskId } from './task-id.ts'
import { TaskTable } from './task-table.ts'
import type { AssignmentConfig, TaskAssignor } from './tasks/task-assignor.ts'

/** What the assignor has of the thread and the process that it speaks for. */
export interface AssignorParts {
  readonly processId: ProcessId
  /** `host:port`, where this process answers queries. */
  readonly endpoint: string | null
  readonly tags: ReadonlyMap<string, string>
  readonly config: AssignmentConfig
  readonly assign: TaskAssignor
  /** How far the state has come of each task that this thread is to speak for: see `SubscriptionInfo`. */
  offsetSums(): ReadonlyMap<TaskId, number>
  /** Whether this process wants the whole application to stop. */
  wantsShutdown(): boolean
  /** Sees to it that all topics are there, and says how many partitions they have and which are new. */
  prepareTopics(): Promise<{ readonly counts: PartitionCounts; readonly created: readonly string[] }>
  /** Offsets by partition, as `topic-3`; null where the cluster does not say them in time. */
  changelogOffsets(questions: ChangelogQuestions): Promise<ReadonlyMap<string, number> | null>
  nowMs(): number
  onAssigned(assignment: ReceivedAssignment): void | Promise<void>
  /** Where this member leads: what it has decided, and what it could not decide for. */
  onDecided(decision: GroupAssignment, problem: Error | null): void
}

/** Another number for each subscription: as large as a byte is. */
const uniqueFieldRange = 256

export class StreamsAssignor implements Assignor {
  readonly name = 'stream'
  readonly rebalancing = 'cooperative'
  readonly #parts: AssignorParts
  #version = latestVersion
  #subscriptions = 0

  constructor(parts: AssignorParts) {
    this.#parts = parts
  }

  userData(): Buffer {
    const { processId, endpoint, tags } = this.#parts
    this.#subscriptions += 1
    return encodeSubscriptionInfo({
      version: this.#version,
      latestSupportedVersion: latestVersion,
      processId,
      endpoint,
      offsetSums: this.#parts.offsetSums(),
      uniqueField: ((this.#subscriptions + uniqueFieldRange / 2) % uniqueFieldRange) - uniqueFieldRange / 2,
      errorCode: this.#parts.wantsShutdown() ? assignorErrors.shutdownRequested : assignorErrors.none,
      tags,
    })
  }

  async assign(subscriptions: readonly MemberSubscription[]): Promise<ReadonlyMap<string, MemberAssignment>> {
    const members = subscriptions.map(memberOf)
    const { decision, problem } = await this.#decide(members)
    this.#parts.onDecided(decision, problem)
    return new Map(
      Array.from(decision.shares, ([memberId, { partitions, info }]) => {
        return [memberId, { partitions, userData: encodeAssignmentInfo(info) }]
      }),
    )
  }

  async onAssignment(assignment: MemberAssignment): Promise<void> {
    const received = receiveAssignment(assignment, { version: this.#version, endpoint: this.#parts.endpoint })
    this.#version = received.version
    await this.#parts.onAssigned(received)
  }

  /** What cannot be assigned now is told to all; the members decide what to do about it. */
  async #decide(members: readonly GroupMember[]): Promise<{ decision: GroupAssignment; problem: Error | null }> {
    const ids = members.map(({ memberId }) => memberId)
    const wantsShutdown = ({ info }: GroupMember) =>
      isReadable(info) && info.errorCode === assignorErrors.shutdownRequested
    if (members.some(wantsShutdown)) {
      return { decision: refuseGroup(ids, assignorErrors.shutdownRequested), problem: null }
    }
    try {
      return { decision: await this.#assign(members), problem: null }
    } catch (problem) {
      if (problem instanceof MissingTopicsError) {
        const { incompleteSourceTopicMetadata, assignmentError } = assignorErrors
        const code = problem.code === 'MISSING_SOURCE_TOPICS' ? incompleteSourceTopicMetadata : assignmentError
        return { decision: refuseGroup(ids, code), problem }
      }
      if (!(problem instanceof AssignmentError)) throw problem
      return { decision: refuseGroup(ids, assignorErrors.assignmentError), problem }
    }
  }

  async #assign(members: readonly GroupMember[]): Promise<GroupAssignment> {
    const { processId: leader, config, assign } = this.#parts
    const { counts, created } = await this.#parts.prepareTopics()
    const table = new TaskTable(counts)
    const questions = changelogQuestions(table, new Set(created))
    const offsets = await this.#parts.changelogOffsets(questions)
    const sums = offsets === null ? null : endOffsetSums(table, offsets)
    const nowMs = this.#parts.nowMs()
    return assignGroup({ members, table, endOffsetSums: sums, config, assign, leader, nowMs })
  }
}

function memberOf({ memberId, owned, userData }: MemberSubscription): GroupMember {
  return {
    memberId,
    owned,
    info: decodeSubscriptionInfo(userData ?? Buffer.alloc(0)),
  }
}
