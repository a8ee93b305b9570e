import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { gather, nameOf, openWithGroups, pass, settle, stateOf, TestMember } from '../groups/test-member.contract.ts'

async function openWithTwo() {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  if (leader === undefined || follower === undefined) throw new Error('expected two members')
  return { broker, leader, follower }
}

/** A generation whose members have not asked for their shares. */
async function openWithTwoJoined() {
  const opened = await openWithTwo()
  const joins = [opened.leader.join(), settle().then(() => opened.follower.join())]
  await Promise.all(joins)
  return opened
}

test('followers wait for the leader, and each gets its own share', async (t) => {
  const { broker, leader, follower } = await openWithTwoJoined()
  let isAnswered = false
  const waiting = follower.sync().then((answer) => {
    isAnswered = true
    return answer
  })
  await settle()
  t.false(isAnswered)
  t.is(await stateOf(broker, 'readers'), 'CompletingRebalance')
  const shares = { [leader.memberId]: 'left', [follower.memberId]: 'right', nobody: 'lost' }
  t.deepEqual(await leader.sync(shares), { error: 'NONE', share: 'left' })
  t.deepEqual(await waiting, { error: 'NONE', share: 'right' })
  t.is(await stateOf(broker, 'readers'), 'Stable')
  await broker.close()
})

test('a follower that asks late, or again, gets its share at once', async (t) => {
  const { broker, leader, follower } = await openWithTwoJoined()
  await leader.sync({ [follower.memberId]: 'right' })
  t.deepEqual(await follower.sync(), { error: 'NONE', share: 'right' })
  t.deepEqual(await follower.sync(), { error: 'NONE', share: 'right' })
  t.deepEqual(await leader.sync(), { error: 'NONE', share: '' })
  await broker.close()
})

test('those who wait for shares of a generation that ends are told to join again', async (t) => {
  const { broker, leader, follower } = await openWithTwoJoined()
  const waiting = follower.sync()
  await settle()
  t.is(await leader.leave(), 'NONE')
  t.is((await waiting).error, 'REBALANCE_IN_PROGRESS')
  t.is((await follower.sync()).error, 'REBALANCE_IN_PROGRESS')
  t.is((await follower.join()).leader, follower.memberId)
  await broker.close()
})

test('a member that leaves while it waits for its share is answered', async (t) => {
  const { broker, follower } = await openWithTwoJoined()
  const waiting = follower.sync()
  await settle()
  await follower.leave()
  t.is((await waiting).error, 'UNKNOWN_MEMBER_ID')
  await broker.close()
})

test('a member that does not ask for its share in time is out, and the others join again', async (t) => {
  const { broker, leader, follower } = await openWithTwoJoined()
  await leader.sync({ [leader.memberId]: 'left' })
  for (let second = 0; second < 30; second += 5) {
    await Promise.all([leader.heartbeat(), follower.heartbeat()])
    t.is(await leader.heartbeat(), 'NONE')
    await pass(broker, 5000)
  }
  t.is(await follower.heartbeat(), 'UNKNOWN_MEMBER_ID')
  t.is(await leader.heartbeat(), 'REBALANCE_IN_PROGRESS')
  t.is((await leader.join()).generationId, 4)
  await broker.close()
})

test('a leader that brings no shares in time is out', async (t) => {
  const { broker, leader, follower } = await openWithTwoJoined()
  const waiting = follower.sync()
  for (let second = 0; second < 30; second += 5) {
    await leader.heartbeat()
    await pass(broker, 5000)
  }
  t.is((await waiting).error, 'REBALANCE_IN_PROGRESS')
  t.is(await leader.heartbeat(), 'UNKNOWN_MEMBER_ID')
  t.is((await follower.join()).leader, follower.memberId)
  await broker.close()
})

for (const [what, body, error] of [
  ['another generation', { generationId: 7 }, 'ILLEGAL_GENERATION'],
  ['an unknown member', { memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
  ['an unknown instance', { groupInstanceId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
  ['an unknown group', { groupId: 'nobodies' }, 'UNKNOWN_MEMBER_ID'],
  ['an empty group id', { groupId: '' }, 'INVALID_GROUP_ID'],
  ['another protocol type', { protocolType: 'connect' }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ['another protocol', { protocolName: 'sticky' }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ['no protocol', { protocolName: null }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ['no protocol type', { protocolType: null }, 'INCONSISTENT_GROUP_PROTOCOL'],
] as const) {
  test(`a sync with ${what} gets ${error}`, async (t) => {
    const broker = await openWithGroups()
    const member = new TestMember(broker)
    await member.join()
    const good = {
      ...member.identity,
      generationId: 1,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [],
    }
    const refused = await broker.ask(apis.syncGroup, { version: 5, body: { ...good, ...body } })
    t.is(nameOf(refused), error)
    t.like(refused, { protocolType: null, protocolName: null })
    const taken = await broker.ask(apis.syncGroup, { version: 5, body: good })
    t.is(nameOf(taken), 'NONE')
    t.like(taken, { protocolType: 'consumer', protocolName: 'range' })
    await broker.close()
  })
}

test('before version 5 a member need not say which protocol it goes by', async (t) => {
  const broker = await openWithGroups()
  for (const version of [0, 4]) {
    const member = new TestMember(broker, { groupId: `group-${version}` })
    await member.join()
    t.deepEqual(await member.sync({ [member.memberId]: 'all' }, version), { error: 'NONE', share: 'all' })
  }
  await broker.close()
})

test('those who wait are sent away when the broker closes', async (t) => {
  const { broker, follower } = await openWithTwoJoined()
  const waiting = follower.sync()
  await settle()
  await broker.close()
  t.is((await waiting).error, 'NOT_COORDINATOR')
})
