/**
 * Members of groups for tests: a broker and clients on one clock that the test moves, and what the hooks of each
 * member said, in a story that all of them share.
 */

import { apis } from '../../protocol/apis.ts'
import { ControlledBroker, ManualClock, MemorySockets, SeededRandom, silentLogger } from '../../testing.ts'
import type { ClientOptions } from '../client-options.ts'
import { clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { type AssignmentListener, partitionName, type TopicPartition } from './assignment.ts'
import { GroupMembership } from './group-membership.ts'
import type { GroupOptions } from './group-options.ts'

const PARTITIONS = 6

export interface MemberSetup extends Partial<Omit<GroupOptions, 'listener'>> {
  readonly name?: string
  readonly listener?: Partial<AssignmentListener>
  readonly client?: Partial<ClientOptions>
}

export class TestGroup implements AsyncDisposable {
  readonly clock: ManualClock
  readonly sockets: MemorySockets
  readonly broker: ControlledBroker
  readonly members: TestMembership[] = []
  /** What the hooks heard: `a assigned orders-0 orders-1`. */
  readonly story: string[] = []

  private constructor(parts: { clock: ManualClock; sockets: MemorySockets; broker: ControlledBroker }) {
    this.clock = parts.clock
    this.sockets = parts.sockets
    this.broker = parts.broker
  }

  static async open(config: Readonly<Record<string, number>> = {}): Promise<TestGroup> {
    const clock = new ManualClock()
    const sockets = new MemorySockets({ clock })
    const broker = await driven(
      clock,
      ControlledBroker.start({
        clock,
        sockets,
        host: '127.0.0.1',
        random: new SeededRandom(1),
        logger: silentLogger,
        topics: [{ name: 'orders', partitions: PARTITIONS }],
        config: { groupInitialRebalanceDelayMs: 0, offsetsTopicNumPartitions: 1, ...config },
      }),
    )
    return new TestGroup({ clock, sockets, broker })
  }

  join(setup: MemberSetup = {}): TestMembership {
    const member = new TestMembership(this, setup)
    this.members.push(member)
    member.group.start()
    return member
  }

  /** The topic gets more partitions; one that is not there is made. */
  async grow(topic: string, count: number): Promise<void> {
    const { cluster } = this.join({ name: 'admin', groupId: 'others', topics: [] })
    const admin = this.members.pop()
    const terms = { timeoutMs: 1000, validateOnly: false }
    const more = { topics: [{ name: topic, count, assignments: null }], ...terms }
    const made = {
      topics: [{ name: topic, numPartitions: count, replicationFactor: 1, assignments: [], configs: [] }],
      ...terms,
    }
    if (topic === 'orders') await this.get(cluster.askAny({ api: apis.createPartitions, body: more }))
    else await this.get(cluster.askAny({ api: apis.createTopics, body: made }))
    await this.get(admin?.close() ?? Promise.resolve())
  }

  /** Lets time pass, in small steps, and what follows from it happen. */
  async pass(durationMs: number): Promise<void> {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= STEP_MS) await step(this.clock, Math.min(STEP_MS, leftMs))
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => boolean, withinMs = 60_000): Promise<void> {
    for (let leftMs = withinMs; !isSo(); leftMs -= STEP_MS) {
      if (leftMs <= 0) throw new Error(`it did not come to be; the story so far:\n${this.story.join('\n')}`)
      await step(this.clock, STEP_MS)
    }
  }

  /** What a promise gives, while time passes. */
  async get<Result>(work: Promise<Result>): Promise<Result> {
    return await driven(this.clock, work)
  }

  /** Until each partition is somebody's, and all members are at rest. */
  async settled(count = PARTITIONS, withinMs = 60_000): Promise<void> {
    const alive = () => this.members.filter((one) => !one.isGone)
    await this.until(() => {
      const states = alive().map((one) => one.group.health())
      const generations = new Set(states.map(({ generation }) => generation))
      const owned = states.reduce((sum, { assigned }) => sum + assigned, 0)
      return states.every(({ state }) => state === 'stable') && generations.size === 1 && owned === count
    }, withinMs)
  }

  /** How many partitions each member has that is still there. */
  get sizes(): number[] {
    return this.members.filter((one) => !one.isGone).map((one) => one.owned.size)
  }

  async close(): Promise<void> {
    for (const member of this.members) {
      if (!member.isGone) await this.get(member.close({ timeoutMs: 1000 }))
      member.cluster.close()
    }
    await this.get(this.broker.close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export class TestMembership {
  readonly name: string
  readonly cluster: Cluster
  readonly group: GroupMembership
  /** As the hooks say. */
  readonly owned = new Set<string>()
  failure: Error | undefined
  isGone = false

  constructor(test: TestGroup, { name, listener = {}, client = {}, ...options }: MemberSetup) {
    this.name = name ?? 'abcdefgh'.charAt(test.members.length)
    const { clock, sockets, broker } = test
    const random = new SeededRandom(test.members.length + 7)
    const given = { brokers: [broker.address], clock, sockets, random, logger: silentLogger, clientId: this.name }
    this.cluster = new Cluster(clientSettings({ ...given, ...client }))
    const tell = (word: string, partitions: readonly TopicPartition[]) => {
      test.story.push([this.name, word, ...partitions.map(partitionName)].join(' '))
    }
    this.group = new GroupMembership(this.cluster, {
      groupId: 'readers',
      topics: ['orders'],
      ...options,
      listener: {
        onAssigned: async (added) => {
          for (const one of added) {
            const name = partitionName(one)
            const other = test.members.find((member) => member !== this && !member.isGone && member.owned.has(name))
            if (other !== undefined) test.story.push(`TWICE ${name} ${other.name} ${this.name}`)
            this.owned.add(name)
          }
          tell('assigned', added)
          await listener.onAssigned?.(added)
        },
        onRevoked: async (revoked) => {
          await listener.onRevoked?.(revoked)
          tell('revoked', revoked)
          for (const one of revoked) this.owned.delete(partitionName(one))
        },
        onLost: async (lost) => {
          for (const one of lost) this.owned.delete(partitionName(one))
          tell('lost', lost)
          await listener.onLost?.(lost)
        },
        onFailed: (problem) => {
          this.failure = problem
          test.story.push(`${this.name} failed`)
          listener.onFailed?.(problem)
        },
      },
    })
  }

  /** The process ends without a word. */
  kill(): void {
    this.isGone = true
    this.cluster.close()
  }

  async close(options: { timeoutMs?: number; leave?: boolean } = {}): Promise<void> {
    await this.group.close(options)
    this.isGone = true
    this.cluster.close()
  }
}

const STEP_MS = 25

/** Time passes until the work is done. */
async function driven<Result>(clock: ManualClock, work: Promise<Result>): Promise<Result> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  for (let steps = 0; !isDone && steps < 40_000; steps += 1) await step(clock, STEP_MS)
  return await work
}

async function step(clock: ManualClock, durationMs: number): Promise<void> {
  clock.advance(durationMs)
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(0)
  }
  await new Promise((resolve) => setImmediate(resolve))
}
