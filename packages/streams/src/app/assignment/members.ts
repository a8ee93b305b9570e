/**
 * The members of an application's group as the leader sees them: each is a thread, and those of one process are one
 * client. What a client had is told by the partitions that its threads own, and by the offsets of the state it has.
 */
import type { TopicPartition } from '@millrace/core'
import type { HostInfo } from './host-info.ts'
import { hostInfoOf } from './host-info.ts'
import { compareProcessIds, type ProcessId } from './process-id.ts'
import { runningOffsetSum, unknownOffsetSum } from './protocol/protocol-versions.ts'
import { type FutureSubscription, isReadable, type SubscriptionInfo } from './protocol/subscription-info.ts'
import type { TaskId } from './task-id.ts'
import type { Client } from './tasks/task-assignor.ts'

export interface GroupMember {
  readonly memberId: string
  readonly owned: readonly TopicPartition[]
  readonly info: SubscriptionInfo | FutureSubscription
}

/** A client with its threads, by their member ids in order. */
export interface ClientOfMembers extends Client {
  readonly members: readonly ThreadOfClient[]
  /** Where it answers queries, if its user has said so. */
  readonly host: HostInfo | null
}

export interface ThreadOfClient {
  readonly memberId: string
  readonly owned: readonly TopicPartition[]
  /** The tasks of which it said how far their state is, running ones among them. */
  readonly previousStateful: ReadonlySet<TaskId>
}

export interface TaskFacts {
  taskOf(partition: TopicPartition): TaskId | null
  /** Where the state of each stateful task ends: the sum over its changelogs. */
  readonly endOffsetSums: ReadonlyMap<TaskId, number>
}

/** Members that are too new to be understood all count as threads of one process, that no other has the name of. */
const futureProcess: ProcessId = '00000000-0000-0000-0000-000000000000'
const noSums: ReadonlyMap<TaskId, number> = new Map()
const noTags: ReadonlyMap<string, string> = new Map()

/** In the order of their process ids. */
export function clientsOf(members: readonly GroupMember[], facts: TaskFacts): readonly ClientOfMembers[] {
  const byProcess = new Map<ProcessId, GroupMember[]>()
  for (const member of members) {
    const processId = isReadable(member.info) ? member.info.processId : futureProcess
    byProcess.set(processId, [...(byProcess.get(processId) ?? []), member])
  }
  return Array.from(byProcess, ([processId, threads]) => clientOf(processId, threads, facts)).sort((one, other) =>
    compareProcessIds(one.processId, other.processId),
  )
}

function clientOf(processId: ProcessId, members: readonly GroupMember[], facts: TaskFacts): ClientOfMembers {
  const ordered = members.toSorted((one, other) => (one.memberId < other.memberId ? -1 : 1))
  const infos = members.map(({ info }) => (isReadable(info) ? info : null))
  const offsetSums = new Map(infos.flatMap((info) => [...(info?.offsetSums ?? noSums)]))
  const owned = members.flatMap((member) => member.owned).flatMap((partition) => facts.taskOf(partition) ?? [])
  const running = [...offsetSums].filter(([, sum]) => sum === runningOffsetSum).map(([task]) => task)
  const previousActive = new Set([...owned, ...running])
  const first = infos[0] ?? null
  return {
    processId,
    threads: members.length,
    tags: first?.tags ?? noTags,
    host: hostInfoOf(first?.endpoint ?? null),
    previousActive,
    previousStandby: new Set([...offsetSums.keys()].filter((task) => !previousActive.has(task))),
    lags: new Map(Array.from(facts.endOffsetSums, ([task, end]) => [task, lagOf(offsetSums.get(task) ?? 0, end)])),
    members: ordered.map(({ memberId, owned: partitions, info }) => {
      const previousStateful = new Set(isReadable(info) ? info.offsetSums.keys() : [])
      return { memberId, owned: partitions, previousStateful }
    }),
  }
}

/** State beyond the end of its changelog is corrupt: it has to be restored from the start. */
function lagOf(offsetSum: number, endOffsetSum: number): number {
  if (offsetSum === runningOffsetSum || offsetSum === unknownOffsetSum) return offsetSum
  return endOffsetSum < offsetSum ? endOffsetSum : endOffsetSum - offsetSum
}
