/**
 * Members of groups for tests, which speak through frames as a client would, in any version. A broker for
 * them has the topic `orders` and the coordinator's topic, and begins a first rebalance without delay.
 */
import { apis } from '../../protocol/apis.ts'
import { consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import { type ErrorName, errorByCode } from '../../protocol/errors.ts'
import { encodeVersioned } from '../../protocol/versioned.ts'
import type { BrokerConfig } from '../broker-config.ts'
import { CONSUMER_OFFSETS } from '../internal-topics.ts'
import { TestBroker, TestClient } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

export async function openWithGroups(config: Partial<BrokerConfig> = {}): Promise<TestBroker> {
  const broker = await TestBroker.open({ config: { groupInitialRebalanceDelayMs: 0, ...config } })
  await createOrders(broker, 3)
  await broker.broker.parts.internalTopics.ensure(CONSUMER_OFFSETS)
  return broker
}

/** The broker started anew on what it left. */
export async function restart(broker: TestBroker, config: Partial<BrokerConfig> = {}): Promise<TestBroker> {
  await broker.close()
  const { clock, disk } = broker
  const { random } = broker.broker.parts // goes on, so that no id comes a second time
  return await TestBroker.open({ clock, disk, random, config: { groupInitialRebalanceDelayMs: 0, ...config } })
}

/** Lets promises that are kept be noticed. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

/** Moves time, second by second, and lets what follows from it happen. */
export async function pass(broker: TestBroker, durationMs: number): Promise<void> {
  for (let leftMs = durationMs; leftMs > 0; leftMs -= 1000) {
    broker.clock.advance(Math.min(leftMs, 1000))
    await settle()
  }
}

/** What a consumer of these topics tells the leader. */
export function subscriptionTo(...topics: readonly string[]): Buffer {
  return encodeVersioned(consumerProtocolSubscription, 1, { topics, ownedPartitions: [] })
}

export function nameOf({ errorCode }: { readonly errorCode: number }): ErrorName {
  return errorByCode(errorCode).name
}

export interface TestMemberOptions {
  readonly groupId?: string
  readonly instanceId?: string | null
  readonly protocolType?: string
  /** Names of assignors, and what is told to a leader that uses them. */
  readonly protocols?: Readonly<Record<string, Buffer>>
  readonly sessionTimeoutMs?: number
  readonly rebalanceTimeoutMs?: number
  readonly joinVersion?: number
}

export class TestMember {
  broker: TestBroker
  readonly client = new TestClient()
  readonly groupId: string
  readonly instanceId: string | null
  protocolType: string
  protocols: Readonly<Record<string, Buffer>>
  readonly #options: TestMemberOptions
  memberId = ''
  generation = -1

  constructor(broker: TestBroker, options: TestMemberOptions = {}) {
    this.broker = broker
    this.#options = options
    this.groupId = options.groupId ?? 'readers'
    this.instanceId = options.instanceId ?? null
    this.protocolType = options.protocolType ?? 'consumer'
    this.protocols = options.protocols ?? { range: subscriptionTo('orders') }
  }

  get identity() {
    const { groupId, memberId, instanceId: groupInstanceId } = this
    return { groupId, memberId, groupInstanceId }
  }

  /** Joins once, and takes whatever id and generation it is given. */
  async joinOnce() {
    const { sessionTimeoutMs = 10_000, rebalanceTimeoutMs = 30_000, joinVersion: version = 9 } = this.#options
    const protocols = Object.entries(this.protocols).map(([name, metadata]) => ({ name, metadata }))
    const { protocolType, client } = this
    const timeouts = version === 0 ? { sessionTimeoutMs } : { sessionTimeoutMs, rebalanceTimeoutMs }
    const body = { ...this.identity, ...timeouts, protocolType, protocols }
    const answer = await this.broker.ask(apis.joinGroup, { version, body, client, clientId: 'reader' })
    if (answer.memberId !== '') this.memberId = answer.memberId
    if (nameOf(answer) === 'NONE') this.generation = answer.generationId
    return answer
  }

  /** Joins, and comes back with the id that it is given where it is asked to. */
  async join() {
    const answer = await this.joinOnce()
    return nameOf(answer) === 'MEMBER_ID_REQUIRED' ? await this.joinOnce() : answer
  }

  /** Asks for its share; a leader brings those of all, by member id. */
  async sync(shares: Readonly<Record<string, string>> = {}, version = 3) {
    const assignments = Object.entries(shares).map(([memberId, share]) => {
      return { memberId, assignment: Buffer.from(share) }
    })
    const { client } = this
    const body = { ...this.identity, generationId: this.generation, assignments }
    const answer = await this.broker.ask(apis.syncGroup, { version, client, body })
    return { error: nameOf(answer), share: answer.assignment.toString() }
  }

  async heartbeat(): Promise<ErrorName> {
    const body = { ...this.identity, generationId: this.generation }
    return nameOf(await this.broker.ask(apis.heartbeat, { client: this.client, body }))
  }

  async leave(): Promise<ErrorName> {
    const { groupId, memberId, instanceId: groupInstanceId } = this
    const body = { groupId, members: [{ memberId, groupInstanceId }] }
    const { errorCode, members } = await this.broker.ask(apis.leaveGroup, { client: this.client, body })
    return nameOf(members[0] ?? { errorCode })
  }

  /** Commits an offset for a partition of `orders`. */
  async commit(committedOffset: number, partitionIndex = 0): Promise<ErrorName> {
    const partitions = [{ partitionIndex, committedOffset, committedMetadata: '' }]
    const body = {
      ...this.identity,
      generationIdOrMemberEpoch: this.generation,
      topics: [{ name: 'orders', partitions }],
    }
    const { topics } = await this.broker.ask(apis.offsetCommit, { version: 9, client: this.client, body })
    return nameOf(topics[0]?.partitions[0] ?? { errorCode: -1 })
  }
}

/** Members that came together one after the other, each with the share of its position; the first leads. */
export async function gather(
  broker: TestBroker,
  count: number,
  options: TestMemberOptions = {},
): Promise<TestMember[]> {
  const members: TestMember[] = []
  for (let index = 0; index < count; index += 1) {
    const member = new TestMember(broker, options)
    const joined = [member.join()]
    await settle()
    for (const other of members) joined.push(other.join())
    await Promise.all(joined)
    members.push(member)
    const shares = Object.fromEntries(members.map(({ memberId }, at) => [memberId, `share ${at}`]))
    await Promise.all(members.map((one, at) => one.sync(at === 0 ? shares : {})))
  }
  return members
}

/** Commits as a consumer without a group would. */
export async function commitAlone(
  broker: TestBroker,
  group: string | { groupId: string; topic: string },
  offsets: Readonly<Record<number, number>>,
) {
  const { groupId, topic } = typeof group === 'string' ? { groupId: group, topic: 'orders' } : group
  const partitions = Object.entries(offsets).map(([partition, committedOffset]) => {
    return { partitionIndex: Number(partition), committedOffset, committedMetadata: '' }
  })
  const body = { groupId, memberId: '', topics: [{ name: topic, partitions }] }
  const { topics } = await broker.ask(apis.offsetCommit, { version: 9, body })
  return nameOf(topics[0]?.partitions[0] ?? { errorCode: -1 })
}

/** The offsets that a group has for `orders`, by partition. */
export async function offsetsOf(
  broker: TestBroker,
  groupId: string,
  topic = 'orders',
): Promise<Record<number, number>> {
  const body = { groupId, topics: null }
  const { topics } = await broker.ask(apis.offsetFetch, { version: 7, body })
  const partitions = topics.find(({ name }) => name === topic)?.partitions ?? []
  return Object.fromEntries(partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]))
}

export async function stateOf(broker: TestBroker, groupId: string): Promise<string> {
  const { groups } = await broker.ask(apis.describeGroups, { version: 5, body: { groups: [groupId] } })
  return groups[0]?.groupState ?? ''
}
