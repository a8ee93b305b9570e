import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import {
  gather,
  nameOf,
  openWithGroups,
  pass,
  settle,
  stateOf,
  subscriptionTo,
  TestMember,
} from '../groups/test-member.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'

const NOTHING = {
  generationId: -1,
  protocolType: null,
  leader: '',
  skipAssignment: false,
  members: [],
  throttleTimeMs: 0,
}

for (const version of [4, 9]) {
  test(`a newcomer is told to come back with the id that it is given (version ${version})`, async (t) => {
    const broker = await openWithGroups()
    const member = new TestMember(broker, { joinVersion: version })
    const { memberId, ...answer } = await member.joinOnce()
    t.is(nameOf(answer), 'MEMBER_ID_REQUIRED')
    t.regex(memberId, /^reader-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    t.is(await stateOf(broker, 'readers'), 'Empty')
    t.is(await member.heartbeat(), 'UNKNOWN_MEMBER_ID')
    const joined = await member.joinOnce()
    t.is(nameOf(joined), 'NONE')
    t.like(joined, { generationId: 1, protocolName: 'range', leader: memberId, memberId })
    t.deepEqual(joined.members, [{ memberId, groupInstanceId: null, metadata: subscriptionTo('orders') }])
    await broker.close()
  })
}

for (const version of [0, 3]) {
  test(`a newcomer whose client cannot come back is a member at once (version ${version})`, async (t) => {
    const broker = await openWithGroups()
    const joined = await new TestMember(broker, { joinVersion: version }).joinOnce()
    t.is(nameOf(joined), 'NONE')
    t.is(joined.generationId, 1)
    await broker.close()
  })
}

test('an id that was given and not used expires after the session timeout', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker)
  await member.joinOnce()
  await pass(broker, 10_001)
  t.is(nameOf(await member.joinOnce()), 'UNKNOWN_MEMBER_ID')
  await broker.close()
})

for (const [what, body, error] of [
  ['a session timeout that is too short', { sessionTimeoutMs: 5_999 }, 'INVALID_SESSION_TIMEOUT'],
  ['a session timeout that is too long', { sessionTimeoutMs: 1_800_001 }, 'INVALID_SESSION_TIMEOUT'],
  ['an empty group id', { groupId: '' }, 'INVALID_GROUP_ID'],
  ['a member that the group does not know', { memberId: 'somebody' }, 'UNKNOWN_MEMBER_ID'],
  ['no protocols', { protocols: [] }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ['no protocol type', { protocolType: '' }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ['a protocol type that fits into no record', { protocolType: 'x'.repeat(40_000) }, 'INVALID_REQUEST'],
] as const) {
  test(`a join with ${what} gets ${error}`, async (t) => {
    const broker = await openWithGroups()
    const protocols = [{ name: 'range', metadata: subscriptionTo('orders') }]
    const terms = { sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: 'consumer', protocols }
    const request = { groupId: 'readers', memberId: '', ...terms, ...body }
    const { errorCode, ...answer } = await broker.ask(apis.joinGroup, { version: 9, body: request })
    t.is(nameOf({ errorCode }), error)
    t.deepEqual(answer, { ...NOTHING, protocolName: null, memberId: request.memberId })
    if (request.protocolType.length <= 40) {
      const older = await broker.ask(apis.joinGroup, { version: 6, body: request })
      t.is(older.protocolName, '')
    }
    await broker.close()
  })
}

test('where the topic of offsets is not there, no broker coordinates the group', async (t) => {
  const broker = await TestBroker.open()
  const member = new TestMember(broker)
  member.memberId = 'somebody'
  const answer = await member.joinOnce()
  t.is(nameOf(answer), 'NOT_COORDINATOR')
  t.is(answer.memberId, '')
  t.is((await member.sync()).error, 'NOT_COORDINATOR')
  t.is(await member.heartbeat(), 'NOT_COORDINATOR')
  t.is(await member.leave(), 'NOT_COORDINATOR')
  await broker.close()
})

test('a member joins only with a protocol that all others have', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  const other = new TestMember(broker, { protocols: { sticky: subscriptionTo('orders') } })
  t.is(nameOf(await other.joinOnce()), 'INCONSISTENT_GROUP_PROTOCOL')
  const connector = new TestMember(broker, { protocolType: 'connect' })
  t.is(nameOf(await connector.joinOnce()), 'INCONSISTENT_GROUP_PROTOCOL')
  t.is(await member?.heartbeat(), 'NONE')
  await broker.close()
})

test('the first that all members have in common is chosen, by most votes', async (t) => {
  const broker = await openWithGroups({ groupInitialRebalanceDelayMs: 3000 })
  const [range, sticky, mine] = [subscriptionTo('a'), subscriptionTo('b'), subscriptionTo('c')]
  const members = [
    { range, sticky },
    { mine, sticky, range },
    { sticky, range, mine },
  ].map((protocols) => {
    return new TestMember(broker, { protocols, joinVersion: 3 })
  })
  const joined = members.map((member) => member.join())
  await pass(broker, 10_000)
  const names = (await Promise.all(joined)).map(({ protocolName }) => protocolName)
  t.deepEqual(names, ['sticky', 'sticky', 'sticky'])
  await broker.close()
})

test('only the leader is told of the others', async (t) => {
  const broker = await openWithGroups()
  const [first] = await gather(broker, 1)
  const second = new TestMember(broker, { protocols: { range: subscriptionTo('orders', 'prices') } })
  const joining = second.join()
  await settle()
  t.is(await stateOf(broker, 'readers'), 'PreparingRebalance')
  t.is(await first?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  const told = await first?.join()
  t.deepEqual(
    told?.members.map(({ memberId, metadata }) => [memberId, metadata]),
    [
      [first?.memberId, subscriptionTo('orders')],
      [second.memberId, subscriptionTo('orders', 'prices')],
    ],
  )
  const { members, leader, generationId } = await joining
  t.deepEqual(members, [])
  t.is(leader, first?.memberId ?? '')
  t.is(generationId, 2)
  await broker.close()
})

test('a first rebalance waits a little, and longer while others come', async (t) => {
  const broker = await openWithGroups({ groupInitialRebalanceDelayMs: 3000 })
  const first = new TestMember(broker, { joinVersion: 3, rebalanceTimeoutMs: 7000 })
  let isAnswered = false
  const joining = first.join().then(() => (isAnswered = true))
  await pass(broker, 2000)
  const second = new TestMember(broker, { joinVersion: 3, rebalanceTimeoutMs: 7000 })
  const other = second.join()
  await pass(broker, 3000)
  t.false(isAnswered)
  await pass(broker, 1000)
  t.true(isAnswered)
  await joining
  t.is((await other).generationId, 1)
  await broker.close()
})

test('a first rebalance waits no longer than a rebalance may take, however many come', async (t) => {
  const broker = await openWithGroups({ groupInitialRebalanceDelayMs: 3000 })
  const joins: Promise<unknown>[] = []
  let answered = 0
  for (let second = 0; second < 8; second += 1) {
    const member = new TestMember(broker, { joinVersion: 3, rebalanceTimeoutMs: 7000 })
    joins.push(member.join().then(() => (answered += 1)))
    t.is(answered, second < 7 ? 0 : 7)
    await pass(broker, 1000)
  }
  await broker.close()
  await Promise.all(joins)
})

test('a follower that joins again with what it had is told the generation; the leader begins another', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  t.is((await follower?.join())?.generationId, 2)
  t.is(await leader?.heartbeat(), 'NONE')
  const again = leader?.join()
  await settle()
  t.is(await follower?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  t.is((await follower?.join())?.generationId, 3)
  t.is((await again)?.generationId, 3)
  await broker.close()
})

test('a follower that joins again with other topics begins another generation', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  if (follower === undefined) return t.fail()
  follower.protocols = { range: subscriptionTo('prices') }
  const again = follower.join()
  await settle()
  t.is(await leader?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  await leader?.join()
  t.is((await again).generationId, 3)
  await broker.close()
})

test('a member that asks again while its share is awaited is told the same again', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker)
  const first = await member.join()
  t.deepEqual(await member.join(), first)
  await broker.close()
})

test('a member that joins over a second connection while the first waits has both answered', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  if (follower === undefined) return t.fail()
  follower.protocols = { range: subscriptionTo('prices') }
  const joins = [follower.join(), follower.join()]
  await settle()
  await leader?.join()
  const generations = (await Promise.all(joins)).map(({ generationId }) => generationId)
  t.deepEqual(generations, [3, 3])
  await broker.close()
})

test('members that do not join again in the time that they set are out', async (t) => {
  const broker = await openWithGroups()
  const [slow] = await gather(broker, 1, { rebalanceTimeoutMs: 5000, sessionTimeoutMs: 30_000 })
  const other = new TestMember(broker, { rebalanceTimeoutMs: 4000 })
  const joining = other.join()
  await settle()
  await pass(broker, 4999)
  t.is(await slow?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  await pass(broker, 1)
  const { leader, members } = await joining
  t.is(leader, other.memberId)
  t.is(members.length, 1)
  t.is(await slow?.heartbeat(), 'UNKNOWN_MEMBER_ID')
  await broker.close()
})

test('in version 0 the session timeout is the time for a rebalance as well', async (t) => {
  const broker = await openWithGroups()
  const [slow] = await gather(broker, 1, { joinVersion: 0, sessionTimeoutMs: 8000 })
  const other = new TestMember(broker, { joinVersion: 0, sessionTimeoutMs: 6000 })
  const joining = other.join()
  await pass(broker, 7000)
  t.is(await slow?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  await pass(broker, 1000)
  t.is((await joining).members.length, 1)
  await broker.close()
})

test('a full group takes nobody more', async (t) => {
  const broker = await openWithGroups({ groupMaxSize: 2 })
  const [first, second] = await gather(broker, 2)
  const third = new TestMember(broker)
  t.is(nameOf(await third.join()), 'GROUP_MAX_SIZE_REACHED')
  t.is(await first?.heartbeat(), 'NONE')
  t.is(await second?.heartbeat(), 'NONE')
  await broker.close()
})

test('those who wait are sent away when the broker closes', async (t) => {
  const broker = await openWithGroups()
  await gather(broker, 1)
  const joining = new TestMember(broker, { joinVersion: 3 }).join()
  await settle()
  await broker.close()
  t.is(nameOf(await joining), 'NOT_COORDINATOR')
  t.is(broker.clock.pendingTimers, 0)
})

test('a new member that waits for ever for others is out after five minutes, and asks anew', async (t) => {
  const broker = await openWithGroups()
  const [old] = await gather(broker, 1, { rebalanceTimeoutMs: 3_600_000 })
  const joining = new TestMember(broker, { joinVersion: 3, rebalanceTimeoutMs: 1000 }).join()
  for (let second = 0; second < 301; second += 5) {
    await old?.heartbeat()
    await pass(broker, 5000)
  }
  const { memberId, ...answer } = await joining
  t.is(nameOf(answer), 'UNKNOWN_MEMBER_ID')
  t.is(memberId, '')
  await broker.close()
})
