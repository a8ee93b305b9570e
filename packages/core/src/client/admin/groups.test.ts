/**
 * Groups and their offsets through the admin. The members are played by plain requests.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { consumerProtocolAssignment, consumerProtocolSubscription } from '../../protocol/embedded/consumer-protocol.ts'
import { encodeVersioned } from '../../protocol/versioned.ts'
import { fail, loseAnswer } from '../../testing.ts'
import { WireClient } from '../../transport/wire-client.contract.ts'
import { settled } from './settled.ts'
import { fill, open, producerOf, type Stage } from './stage.contract.ts'

const topics = [{ name: 'a', partitions: 2 }]
const [first, second] = [
  { topic: 'a', partition: 0 },
  { topic: 'a', partition: 1 },
]

interface Membership {
  readonly groupId: string
  readonly instanceId?: string
  readonly protocolType?: string
}

/** A member that joins, is assigned both partitions, and does nothing more. */
async function join({ admin, broker }: Stage, { groupId, instanceId, protocolType = 'consumer' }: Membership) {
  await settled(admin.groups.describe([groupId])) // until there is a coordinator
  const client = await WireClient.connect(broker)
  const metadata = encodeVersioned(consumerProtocolSubscription, 1, { topics: ['a'] })
  const protocols = [{ name: 'range', metadata }]
  const session = { sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 60_000 }
  const who = { groupId, groupInstanceId: instanceId ?? null }
  const ask = (memberId: string) =>
    client.ask(apis.joinGroup, { version: 7, body: { ...who, ...session, memberId, protocolType, protocols } })
  const refused = await ask('')
  const { generationId, memberId } = refused.errorCode === 79 ? await ask(refused.memberId) : refused
  const assignedPartitions = [{ topic: 'a', partitions: [0, 1] }]
  const assignment = encodeVersioned(consumerProtocolAssignment, 1, { assignedPartitions })
  const body = {
    ...who,
    generationId,
    memberId,
    protocolType,
    protocolName: 'range',
    assignments: [{ memberId, assignment }],
  }
  await client.ask(apis.syncGroup, { version: 5, body })
  return { memberId, close: () => client.connection.destroy() }
}

const config = { 'group.initial.rebalance.delay.ms': 0 }

test('a group is listed and described with what its members were assigned', async (t) => {
  await using stage = await open({ topics, config })
  const { groups } = stage.admin
  const { memberId } = await join(stage, { groupId: 'g' })
  t.like((await groups.list()).get('g'), { protocolType: 'consumer', state: 'Stable', type: 'classic' })
  t.is((await groups.list({ states: ['Empty'] })).size, 0)
  t.is((await groups.list({ types: ['consumer'] })).size, 0)
  const described = (await groups.describe(['g'])).get('g')
  t.like(described, { groupId: 'g', state: 'Stable', type: 'classic', protocolType: 'consumer', assignor: 'range' })
  const [member] = described?.members ?? []
  t.like(member, { memberId, instanceId: null, clientId: 'test', subscription: ['a'] })
  t.deepEqual(
    member?.assignment?.map(({ topic, partitions }) => [topic, partitions]),
    [['a', [0, 1]]],
  )
})

test('members of another protocol are described by their bytes alone', async (t) => {
  await using stage = await open({ topics, config })
  await join(stage, { groupId: 'g', protocolType: 'connect' })
  const [member] = (await stage.admin.groups.describe(['g'])).get('g')?.members ?? []
  t.is(member?.assignment, null)
  t.true((member?.assignmentBytes.length ?? 0) > 0)
})

test('a group that is not there is an error, and the others are described', async (t) => {
  await using stage = await open({ topics, config })
  await join(stage, { groupId: 'g' })
  const { values, errors } = await settled(stage.admin.groups.describe(['g', 'nobody']))
  t.deepEqual([...values.keys()], ['g'])
  t.is(errors.get('nobody')?.code, 'GROUP_ID_NOT_FOUND')
})

test('a group with members is not deleted, and one without is', async (t) => {
  await using stage = await open({ topics, config })
  await join(stage, { groupId: 'busy' })
  await stage.admin.groupOffsets.alter('idle', [{ ...first, offset: 3 }])
  const { values, errors } = await settled(stage.admin.groups.delete(['busy', 'idle']))
  t.deepEqual([...values.keys()], ['idle'])
  t.is(errors.get('busy')?.code, 'NON_EMPTY_GROUP')
})

test('a static member goes by its instance id, and all members at once', async (t) => {
  await using stage = await open({ topics, config })
  const { groups } = stage.admin
  await join(stage, { groupId: 'g', instanceId: 'one' })
  const gone = await settled(groups.removeMembers('g', { instanceIds: ['one', 'two'] }))
  t.deepEqual([...gone.values.keys()], ['one'])
  t.is(gone.errors.get('two')?.code, 'UNKNOWN_MEMBER_ID')
  const { memberId } = await join(stage, { groupId: 'h' })
  t.deepEqual([...(await groups.removeMembers('h', 'all')).keys()], [memberId])
  t.is((await groups.describe(['h'])).get('h')?.state, 'Empty')
})

test("a group's offsets are set, listed and forgotten", async (t) => {
  await using stage = await open({ topics, config })
  const { groupOffsets } = stage.admin
  await groupOffsets.alter('g', [
    { ...first, offset: 3, metadata: 'note', leaderEpoch: 0 },
    { ...second, offset: 4 },
  ])
  const listed = await groupOffsets.list('g')
  t.deepEqual(listed.get('a-0'), { ...first, offset: 3, metadata: 'note', leaderEpoch: 0 })
  t.is((await groupOffsets.list('g', { partitions: [second], requireStable: true })).get('a-1')?.offset, 4)
  await groupOffsets.delete('g', [first])
  t.deepEqual([...(await groupOffsets.list('g')).keys()], ['a-1'])
  t.is((await groupOffsets.list('g', { partitions: [first] })).size, 0)
})

test('offsets of a group with members are not set', async (t) => {
  await using stage = await open({ topics, config })
  await join(stage, { groupId: 'g' })
  const { errors } = await settled(stage.admin.groupOffsets.alter('g', [{ ...first, offset: 3 }]))
  t.is(errors.get('a-0')?.code, 'UNKNOWN_MEMBER_ID')
  const deleted = await settled(stage.admin.groupOffsets.delete('g', [first]))
  t.is(deleted.errors.get('a-0')?.code, 'GROUP_SUBSCRIBED_TO_TOPIC')
})

test('a coordinator that moves is looked up again, and lost answers are asked for again', async (t) => {
  await using stage = await open({ topics, config })
  const { groupOffsets, groups } = stage.admin
  stage.broker.control(apis.findCoordinator, fail('COORDINATOR_NOT_AVAILABLE'), { times: 1 })
  stage.broker.control(apis.offsetCommit, fail('NOT_COORDINATOR'), { times: 1 })
  const looked = stage.broker.observe(apis.findCoordinator)
  await groupOffsets.alter('g', [{ ...first, offset: 3 }])
  t.is(looked.requests.length, 3)
  stage.broker.control(apis.offsetCommit, loseAnswer, { times: 1 })
  stage.broker.control(apis.offsetCommit, fail('REBALANCE_IN_PROGRESS'), { times: 1 })
  await groupOffsets.alter('g', [{ ...first, offset: 5 }])
  stage.broker.control(apis.offsetFetch, fail('COORDINATOR_LOAD_IN_PROGRESS'), { times: 1 })
  t.is((await groupOffsets.list('g')).get('a-0')?.offset, 5)
  stage.broker.control(apis.listGroups, fail('COORDINATOR_LOAD_IN_PROGRESS'), { times: 1 })
  t.true((await groups.list()).has('g'))
})

test('coordinators of many groups are looked up in one request', async (t) => {
  await using stage = await open({ topics, config })
  const names = ['f', 'g', 'h']
  for (const name of names) await stage.admin.groupOffsets.alter(name, [{ ...first, offset: 3 }])
  const seen = stage.broker.observe('any')
  await stage.admin.groups.describe(names)
  t.deepEqual(
    seen.requests.map(({ api }) => api.name),
    ['FindCoordinator', 'DescribeGroups'],
  )
})

test('stable offsets are those of no open transaction: they come when it has ended', async (t) => {
  await using stage = await open({ topics, config })
  await fill(stage, { topic: 'a', count: 2 })
  await stage.admin.groupOffsets.alter('g', [{ ...first, offset: 1 }])
  await using producer = producerOf(stage, { transactionalId: 'tx' })
  await producer.initTransactions()
  producer.begin()
  await producer.sendOffsets([{ ...first, offset: 2 }], { groupId: 'g' })
  t.is((await stage.admin.groupOffsets.list('g')).get('a-0')?.offset, 1)
  const seen = stage.broker.hold(apis.offsetFetch)
  const stable = stage.admin.groupOffsets.list('g', { requireStable: true })
  await seen.next()
  seen.release()
  await producer.commit()
  t.is((await stable).get('a-0')?.offset, 2)
})
