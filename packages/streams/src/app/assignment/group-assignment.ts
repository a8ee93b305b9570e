/**
 * What the leader of an application's group decides, from what all members say of themselves: which thread gets which
 * tasks, and what each is told. A function of its input; what has to be asked of the cluster was asked before.
 */

import assert from 'node:assert/strict'
import type { TopicPartition } from '@millrace/core'
import { type GroupVersions, groupVersions } from './group-versions.ts'
import { Handover, type ThreadShare } from './handover.ts'
import { type ClientOfMembers, clientsOf, type GroupMember } from './members.ts'
import type { ProcessId } from './process-id.ts'
import type { AssignmentInfo, HostPartitions } from './protocol/assignment-info.ts'
import { type AssignorErrorCode, assignorErrors } from './protocol/assignor-errors.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import { sortedTasks, type TaskId } from './task-id.ts'
import type { TaskTable } from './task-table.ts'
import { previousOwners } from './tasks/sticky.ts'
import type { AssignmentConfig, ClientTasks, TaskAssignment, TaskAssignor } from './tasks/task-assignor.ts'
import { threadTasks } from './thread-tasks.ts'

export interface GroupAssignmentRequest {
  readonly members: readonly GroupMember[]
  readonly table: TaskTable
  /** Null where the cluster did not say in time: then all stays where it is. */
  readonly endOffsetSums: ReadonlyMap<TaskId, number> | null
  readonly config: AssignmentConfig
  readonly assign: TaskAssignor
  /** The process that leads: it joins again when it is time to see whether the others have caught up. */
  readonly leader: ProcessId
  readonly nowMs: number
}

interface MemberShare {
  readonly partitions: readonly TopicPartition[]
  readonly info: AssignmentInfo
}

export interface GroupAssignment {
  /** By member id. */
  readonly shares: ReadonlyMap<string, MemberShare>
  /** Whether all is where it is to be, so that no other round follows from this one. */
  readonly isStable: boolean
}

/** @throws AssignmentError for members that cannot know what the others say */
export function assignGroup(request: GroupAssignmentRequest): GroupAssignment {
  const { members, table, endOffsetSums, config } = request
  const versions = groupVersions(members)
  const unknown = new Map([...table.statefulTasks].map((task) => [task, 0]))
  const clients = clientsOf(members, { taskOf: (one) => table.taskOf(one), endOffsetSums: endOffsetSums ?? unknown })
  const assign = endOffsetSums === null ? previousOwners : request.assign
  const tasks = [...table.tasks.keys()]
  const assignment = assign({ clients, tasks, statefulTasks: table.statefulTasks, config })
  requireWhole(assignment, tasks)
  const probeAtMs = assignment.needsProbing ? request.nowMs + config.probingRebalanceIntervalMs : null
  const handover = new Handover(table, clients)
  const writer = new ShareWriter(table, versions, hostsOf(clients, assignment, table))
  const shares = new Map<string, MemberShare>()
  let isStable = !versions.isProbing
  for (const client of clients) {
    let nextMs = client.processId === request.leader ? probeAtMs : null
    if (nextMs !== null) isStable = false
    for (const [memberId, own] of threadTasks(client, tasksOf(client, assignment))) {
      const share = handover.shareOf(memberId, client, own)
      const rejoins = share.waiting.length > 0
      shares.set(memberId, writer.write(share, rejoins ? 0 : nextMs))
      nextMs = null
      if (rejoins) isStable = false
    }
  }
  return { shares, isStable }
}

/** Every task is active once: one that is forgotten would not be processed, and one that is there twice be so twice. */
function requireWhole({ shares }: TaskAssignment, tasks: readonly TaskId[]): void {
  const active = sortedTasks([...shares.values()].flatMap((share) => [...share.active]))
  assert.deepEqual(active, tasks, 'the assignment does not have every task exactly once')
}

/** Nobody gets anything, and all hear why. */
export function refuseGroup(memberIds: Iterable<string>, errorCode: AssignorErrorCode): GroupAssignment {
  const versions = { version: latestVersion, commonlySupportedVersion: latestVersion }
  const nothing = { activeTasks: [], standbyTasks: new Map(), hosts: [], standbyHosts: [], nextRebalanceMs: null }
  const share: MemberShare = { partitions: [], info: { ...versions, ...nothing, errorCode } }
  return { shares: new Map(Array.from(memberIds, (memberId) => [memberId, share])), isStable: true }
}

interface Hosts {
  readonly hosts: readonly HostPartitions[]
  readonly standbyHosts: readonly HostPartitions[]
}

class ShareWriter {
  readonly #table: TaskTable
  readonly #versions: GroupVersions
  readonly #hosts: Hosts

  constructor(table: TaskTable, versions: GroupVersions, hosts: Hosts) {
    this.#table = table
    this.#versions = versions
    this.#hosts = hosts
  }

  write({ partitions, activeTasks, standbyTasks }: ThreadShare, nextRebalanceMs: number | null): MemberShare {
    const { used: version, commonlySupported: commonlySupportedVersion } = this.#versions
    const standbys = standbyTasks.map((task) => [task, this.#table.partitionsOf(task)] as const)
    const facts = { activeTasks, standbyTasks: new Map(standbys), ...this.#hosts, nextRebalanceMs }
    const errorCode = assignorErrors.none
    return { partitions, info: { version, commonlySupportedVersion, ...facts, errorCode } }
  }
}

const noTasks: ClientTasks = { active: new Set(), standby: new Set() }

function tasksOf({ processId }: ClientOfMembers, { shares }: TaskAssignment): ClientTasks {
  return shares.get(processId) ?? noTasks
}

/** Where to ask for the state of which partitions, as it will be when all tasks are where they are to be. */
function hostsOf(clients: readonly ClientOfMembers[], assignment: TaskAssignment, table: TaskTable): Hosts {
  const partitionsBy = (role: 'active' | 'standby') =>
    clients.flatMap((client): HostPartitions[] => {
      if (client.host === null) return []
      const tasks = sortedTasks(tasksOf(client, assignment)[role])
      return [{ ...client.host, partitions: tasks.flatMap((task) => table.partitionsOf(task)) }]
    })
  return { hosts: partitionsBy('active'), standbyHosts: partitionsBy('standby') }
}
