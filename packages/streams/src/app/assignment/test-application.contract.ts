/**
 * An application's group without a broker, for tests: members speak through their assignors' bytes, and what the
 * coordinator and the consumers do is done here. A round is a rebalance; state comes along when time passes.
 */
import assert from 'node:assert/strict'
import { type MemberSubscription, partitionName, type TopicPartition } from '@millrace/core'
import type { PartitionCounts } from '../topics/partition-counts.ts'
import type { GroupAssignment } from './group-assignment.ts'
import type { ProcessId } from './process-id.ts'
import { runningOffsetSum } from './protocol/protocol-versions.ts'
import type { ReceivedAssignment } from './received-assignment.ts'
import { StreamsAssignor } from './streams-assignor.ts'
import type { TaskId } from './task-id.ts'
import { highlyAvailable } from './tasks/highly-available.ts'
import type { AssignmentConfig } from './tasks/task-assignor.ts'

export const endOffset = 100_000

export interface TestMember {
  readonly memberId: string
  readonly process: TestProcess
  readonly assignor: StreamsAssignor
  owned: readonly TopicPartition[]
  received: ReceivedAssignment | null
}

interface TestProcess {
  readonly id: ProcessId
  /** How far the state of each task has come here. */
  readonly state: Map<TaskId, number>
}

export class TestApplication {
  readonly members: TestMember[] = []
  readonly decisions: GroupAssignment[] = []
  readonly counts: PartitionCounts
  readonly #config: AssignmentConfig
  nowMs = 1_000
  /** Topics that are new in the next round. */
  created: readonly string[] = []
  problem: Error | null = null
  shutdown: ProcessId | null = null
  areEndsKnown = true
  #threads = 0

  constructor(counts: PartitionCounts, config: Partial<AssignmentConfig> = {}) {
    this.counts = counts
    const defaults = { acceptableRecoveryLag: 10_000, maxWarmupReplicas: 2, numStandbyReplicas: 0 }
    this.#config = { ...defaults, probingRebalanceIntervalMs: 600_000, rackAwareAssignmentTags: [], ...config }
  }

  /** A thread more; of a process that is there already, or of a new one. */
  join(processId: ProcessId, endpoint: string | null = null): TestMember {
    const known = this.members.find(({ process }) => process.id === processId)?.process
    const process = known ?? { id: processId, state: new Map<TaskId, number>() }
    const memberId = `thread-${String(this.#threads++).padStart(3, '0')}`
    const member: TestMember = {
      memberId,
      process,
      owned: [],
      received: null,
      assignor: new StreamsAssignor({
        processId,
        endpoint,
        tags: new Map(),
        config: this.#config,
        assign: highlyAvailable,
        offsetSums: () => this.#offsetSums(member),
        wantsShutdown: () => this.shutdown === processId,
        prepareTopics: async () => {
          if (this.problem !== null) throw this.problem
          return { counts: this.counts, created: this.created }
        },
        changelogOffsets: async ({ ends, committed }) =>
          this.areEndsKnown ? new Map([...ends, ...committed].map((one) => [partitionName(one), endOffset])) : null,
        nowMs: () => this.nowMs,
        onAssigned: (received) => {
          member.received = received
        },
        onDecided: (decision) => this.decisions.push(decision),
      }),
    }
    this.members.push(member)
    return member
  }

  leave(member: TestMember): void {
    this.members.splice(this.members.indexOf(member), 1)
  }

  /** A rebalance; gives whether the group has to go on with another at once. */
  async round(leader = this.members[0]): Promise<boolean> {
    assert(leader !== undefined)
    const subscriptions = this.members.map((member) => subscriptionOf(member))
    const shares = await leader.assignor.assign(subscriptions)
    let goesOn = false
    for (const member of this.members) {
      const share = shares.get(member.memberId) ?? { partitions: [] }
      const kept = new Set(share.partitions.map(partitionName))
      if (member.owned.some((one) => !kept.has(partitionName(one)))) goesOn = true
      for (const { memberId, owned } of this.members) {
        const taken = owned.find((one) => memberId !== member.memberId && kept.has(partitionName(one)))
        assert(taken === undefined, `${taken && partitionName(taken)} is ${memberId}'s still`)
      }
      await member.assignor.onAssignment(share)
      if (member.received?.rejoinAtMs === 0) goesOn = true
    }
    for (const member of this.members) member.owned = shares.get(member.memberId)?.partitions ?? []
    return goesOn
  }

  /** Rounds until nobody wants another at once; gives how many. */
  async settle(): Promise<number> {
    for (let rounds = 1; rounds <= 10; rounds++) if (!(await this.round())) return rounds
    throw new Error('the group goes on and on')
  }

  /** The state of all tasks that a process has comes to its end. */
  catchUp(): void {
    for (const { process, received } of this.members) {
      for (const task of [...(received?.activeTasks.keys() ?? []), ...(received?.standbyTasks.keys() ?? [])]) {
        process.state.set(task, endOffset)
      }
    }
  }

  /** The tasks that each member runs, as `0_1 0_2`, by member. */
  get active(): Record<string, string> {
    return Object.fromEntries(
      this.members.map(({ memberId, received }) => [memberId, [...(received?.activeTasks.keys() ?? [])].join(' ')]),
    )
  }

  /** A thread speaks for what it has, and the first of a process for what lies there besides. */
  #offsetSums({ process, received, memberId }: TestMember): ReadonlyMap<TaskId, number> {
    const threads = this.members.filter((member) => member.process === process)
    const isFirst = threads[0]?.memberId === memberId
    const others = new Set(
      threads
        .filter((one) => one.memberId !== memberId)
        .flatMap(({ received: its }) => [...(its?.activeTasks.keys() ?? []), ...(its?.standbyTasks.keys() ?? [])]),
    )
    const own = [...process.state].filter(([task]) => {
      return received?.activeTasks.has(task) || received?.standbyTasks.has(task) || (isFirst && !others.has(task))
    })
    return new Map(own.map(([task, sum]) => [task, received?.activeTasks.has(task) ? runningOffsetSum : sum]))
  }
}

function subscriptionOf({ memberId, owned, assignor }: TestMember): MemberSubscription {
  const userData = assignor.userData()
  return { memberId, instanceId: null, topics: [], userData, owned, generation: 1, rack: null }
}

/** Sub-topologies that read a topic each, of so many partitions; those that are stateful have a changelog. */
export function countsOf(subtopologies: readonly { partitions: number; isStateful: boolean }[]): PartitionCounts {
  const groups = subtopologies.map(({ isStateful }, subtopology) => {
    const changelogs = isStateful ? [{ store: 'rows', name: `changelog-${subtopology}`, isSource: false }] : []
    return { subtopology, sources: [`topic-${subtopology}`], sinks: [], changelogs }
  })
  const sourceTopics = subtopologies.map(({ partitions }, number): [string, number] => [`topic-${number}`, partitions])
  return { groups, sourceTopics: new Map(sourceTopics), internalTopics: new Map() }
}
