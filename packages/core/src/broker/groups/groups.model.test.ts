/**
 * Members that do whatever they like, whenever they like: join, ask for shares, commit, fall silent, restart,
 * and now and then the broker restarts as well. Whatever they do, what they are told has to fit together.
 */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { apis } from '../../protocol/apis.ts'
import type { TestBroker } from '../test-broker.contract.ts'
import {
  nameOf,
  openWithGroups,
  pass,
  restart,
  settle,
  stateOf,
  subscriptionTo,
  TestMember,
} from './test-member.contract.ts'

const SESSION_MS = 10_000
const REBALANCE_MS = 20_000
/** After this everyone has been answered, or has been given up. */
const LONG_MS = 400_000

const CONFIG = { groupInitialRebalanceDelayMs: 1000, offsetsTopicNumPartitions: 2 }

type Joined = Awaited<ReturnType<TestMember['joinOnce']>>

/** What all members of a generation are told alike. */
interface Generation {
  readonly protocolName: string | null
  /** The members as the leader was told of them, or null as long as nobody was. */
  members: readonly string[] | null
}

class World {
  readonly t: ExecutionContext
  broker: TestBroker
  readonly actors: Actor[]
  readonly generations = new Map<number, Generation>()
  latestGeneration = 0
  /** The latest generation that somebody has a share of, so that it is written down. */
  storedGeneration = 0
  restartedMs = 0

  constructor(t: ExecutionContext, broker: TestBroker) {
    this.t = t
    this.broker = broker
    this.actors = [0, 1, 2, 3].map((index) => new Actor(this, index))
  }

  get nowMs(): number {
    return this.broker.clock.elapsedMs()
  }

  /** Every answer of a generation tells the same of it, and the leader is told of whoever is in it. */
  noteJoined({ generationId, protocolName, memberId, members, skipAssignment }: Joined): void {
    const known = this.generations.get(generationId)
    if (known !== undefined) this.t.is(protocolName, known.protocolName)
    const generation = known ?? { protocolName, members: null }
    this.generations.set(generationId, generation)
    this.latestGeneration = Math.max(this.latestGeneration, generationId)
    if (members.length === 0 || skipAssignment) return
    const ids = members.map((one) => one.groupInstanceId ?? one.memberId)
    this.t.true(members.some((one) => one.memberId === memberId))
    if (generation.members !== null) this.t.deepEqual(ids, generation.members)
    generation.members = ids
  }
}

class Actor {
  readonly #world: World
  readonly #index: number
  member: TestMember
  isWaiting = false
  lastSignMs = Number.NEGATIVE_INFINITY
  /** The members of the generation that it leads, by the names under which they get their shares. */
  #led: Joined['members'] = []

  constructor(world: World, index: number) {
    this.#world = world
    this.#index = index
    this.member = this.#begin()
  }

  get #isStatic(): boolean {
    return this.#index < 2
  }

  /** A process begins anew; a static member takes its place again. */
  #begin(): TestMember {
    const topics = subscriptionTo('orders', `topic-${this.#index}`)
    return new TestMember(this.#world.broker, {
      instanceId: this.#isStatic ? `instance-${this.#index}` : null,
      protocols: this.#index % 2 === 0 ? { range: topics, sticky: topics } : { sticky: topics, range: topics },
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: REBALANCE_MS,
    })
  }

  startAnew(): void {
    if (!this.isWaiting) this.member = this.#begin()
  }

  /** What it waits for is answered sooner or later; others act meanwhile. */
  #wait(work: () => Promise<void>): void {
    if (this.isWaiting) return
    this.isWaiting = true
    void work().finally(() => {
      this.isWaiting = false
    })
  }

  join(): void {
    this.#wait(async () => {
      const { member } = this
      const answer = await member.join()
      const error = nameOf(answer)
      if (error === 'UNKNOWN_MEMBER_ID' || error === 'FENCED_INSTANCE_ID') this.member = this.#begin()
      else if (error === 'NONE') {
        this.#live()
        this.#led = answer.leader === answer.memberId && !answer.skipAssignment ? answer.members : []
        this.#world.noteJoined(answer)
      } else this.#world.t.is(error, 'NOT_COORDINATOR')
    })
  }

  sync(): void {
    const { member } = this
    if (member.generation < 0) return
    this.#wait(async () => {
      const { generation, memberId, instanceId } = member
      const shares = this.#led.map((one) => [one.memberId, `${generation}/${one.groupInstanceId ?? one.memberId}`])
      const { error, share } = await member.sync(Object.fromEntries(shares))
      if (error === 'REBALANCE_IN_PROGRESS') this.#live()
      if (error !== 'NONE') return
      this.#live()
      this.#world.storedGeneration = Math.max(this.#world.storedGeneration, generation)
      this.#world.t.is(share, `${generation}/${instanceId ?? memberId}`)
    })
  }

  async heartbeat(): Promise<void> {
    const { t, nowMs, restartedMs, latestGeneration } = this.#world
    if (this.isWaiting || this.member.memberId === '') return
    // The place of a static member is kept into the next generation, whether it has come back or not.
    const isSilent = !this.#isStatic && nowMs - Math.max(this.lastSignMs, restartedMs) >= SESSION_MS
    const error = await this.member.heartbeat()
    if (isSilent) t.true(error === 'UNKNOWN_MEMBER_ID', error)
    if (error === 'NONE') t.is(this.member.generation, latestGeneration)
    if (error === 'NONE' || error === 'REBALANCE_IN_PROGRESS') this.#live()
  }

  /** A commit is taken only from the latest generation that anyone knows of. */
  async commit(offset: number): Promise<void> {
    const { t, latestGeneration } = this.#world
    if (this.isWaiting || this.member.generation < 0) return
    const error = await this.member.commit(offset)
    if (error === 'NONE') t.is(this.member.generation, latestGeneration)
    if (error === 'NONE') this.#live()
  }

  async leave(): Promise<void> {
    if (this.isWaiting) return
    await this.member.leave()
    this.member = this.#begin()
  }

  #live(): void {
    this.lastSignMs = this.#world.nowMs
  }
}

type Action = 'join' | 'sync' | 'heartbeat' | 'commit' | 'leave' | 'startAnew'

interface Step {
  readonly action: Action
  readonly actor: number
  readonly waitMs: number
}

const oneStep: fc.Arbitrary<Step> = fc.record({
  action: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Action>('join', 'sync') },
    { weight: 3, arbitrary: fc.constantFrom<Action>('heartbeat', 'commit') },
    { weight: 1, arbitrary: fc.constantFrom<Action>('leave', 'startAnew') },
  ),
  actor: fc.nat(3),
  waitMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(4_000) }, fc.nat(25_000)),
})

async function run(t: ExecutionContext, script: readonly (Step | 'restart')[]): Promise<void> {
  const world = new World(t, await openWithGroups(CONFIG))
  for (const [offset, step] of script.entries()) {
    if (step === 'restart') await startAgain(world)
    else {
      const actor = world.actors[step.actor]
      await (step.action === 'commit' ? actor?.commit(offset) : actor?.[step.action]())
      await settle()
      await pass(world.broker, step.waitMs)
    }
  }
  for (let passedMs = 0; passedMs < LONG_MS; passedMs += 10_000) {
    world.broker.clock.advance(10_000)
    await settle()
  }
  for (const actor of world.actors) t.false(actor.isWaiting, 'nobody waits for ever')
  t.regex(await stateOf(world.broker, 'readers'), /Empty|Dead/)
  await world.broker.close()
  t.is(world.broker.clock.pendingTimers, 0)
}

/** Members go on with the broker that is there now. */
async function startAgain(world: World): Promise<void> {
  const before = await describe(world.broker)
  world.broker = await restart(world.broker, CONFIG)
  await settle()
  world.restartedMs = world.nowMs
  // A generation that had no shares yet was not written down, and is forgotten.
  world.latestGeneration = world.storedGeneration
  for (const generation of world.generations.keys()) {
    if (generation > world.storedGeneration) world.generations.delete(generation)
  }
  for (const actor of world.actors) actor.member.broker = world.broker
  if (before?.groupState === 'Stable') world.t.deepEqual(await describe(world.broker), before)
}

async function describe(broker: TestBroker) {
  const { groups } = await broker.ask(apis.describeGroups, { body: { groups: ['readers'] } })
  return groups[0]
}

test('whatever members do, a generation is one, its shares are whole, and nobody waits for ever', async (t) => {
  const script = fc.array(fc.oneof({ weight: 30, arbitrary: oneStep }, fc.constant('restart' as const)), {
    minLength: 20,
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(script, (steps) => run(t, steps)),
    { numRuns: 100 },
  )
})
