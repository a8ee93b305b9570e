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
} from './test-member.contract.ts'

/** A stable group of two static members. */
async function openWithShelves() {
  const broker = await openWithGroups()
  const left = new TestMember(broker, { instanceId: 'left' })
  const right = new TestMember(broker, { instanceId: 'right' })
  await left.join()
  const joining = right.join()
  await settle()
  await Promise.all([left.join(), joining])
  const syncing = right.sync()
  await left.sync({ [left.memberId]: 'lefts', [right.memberId]: 'rights' })
  await syncing
  return { broker, left, right }
}

test('a static member is known by its instance at once', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker, { instanceId: 'left' })
  const joined = await member.joinOnce()
  t.is(nameOf(joined), 'NONE')
  t.regex(joined.memberId, /^left-[0-9a-f-]{36}$/)
  t.is(joined.members[0]?.groupInstanceId, 'left')
  await broker.close()
})

test('a follower that restarts takes its old place and share, and nobody else notices', async (t) => {
  const { broker, left, right } = await openWithShelves()
  const again = new TestMember(broker, { instanceId: 'right' })
  t.like(await again.join(), { generationId: 2, leader: left.memberId, skipAssignment: false, members: [] })
  t.not(again.memberId, right.memberId)
  t.is(await left.heartbeat(), 'NONE')
  t.is((await again.sync()).share, 'rights')
  t.is(await right.heartbeat(), 'FENCED_INSTANCE_ID')
  t.is((await right.sync()).error, 'FENCED_INSTANCE_ID')
  t.is(await right.commit(5), 'FENCED_INSTANCE_ID')
  t.is(await right.leave(), 'FENCED_INSTANCE_ID')
  t.is(nameOf(await right.join()), 'FENCED_INSTANCE_ID')
  t.is(await again.heartbeat(), 'NONE')
  await broker.close()
})

test('a leader that restarts is told that it leads and has nothing to assign', async (t) => {
  const { broker, right } = await openWithShelves()
  const again = new TestMember(broker, { instanceId: 'left' })
  const joined = await again.join()
  t.like(joined, { generationId: 2, leader: again.memberId, skipAssignment: true })
  t.is(joined.members.length, 2)
  t.is((await again.sync()).share, 'lefts')
  t.is(await right.heartbeat(), 'NONE')
  await broker.close()
})

test('a leader that restarts with an older client is told of its older self', async (t) => {
  const { broker, left } = await openWithShelves()
  const again = new TestMember(broker, { instanceId: 'left', joinVersion: 8 })
  t.like(await again.join(), { generationId: 2, leader: left.memberId, members: [] })
  t.is((await again.sync()).share, 'lefts')
  // It leads all the same: when it joins again there is another generation.
  const next = again.join()
  await settle()
  t.is(await stateOf(broker, 'readers'), 'PreparingRebalance')
  await pass(broker, 31_000)
  t.like(await next, { generationId: 3, leader: again.memberId })
  await broker.close()
})

test('a restart with other topics waits for the next rebalance to count', async (t) => {
  const { broker, left } = await openWithShelves()
  const again = new TestMember(broker, { instanceId: 'right', protocols: { range: subscriptionTo('prices') } })
  t.is((await again.join()).generationId, 2)
  t.is(await left.heartbeat(), 'NONE')
  await broker.close()
})

test('a restart that changes the choice of a protocol begins another generation', async (t) => {
  const broker = await openWithGroups()
  const both = { sticky: subscriptionTo('orders'), range: subscriptionTo('orders') }
  const member = new TestMember(broker, { instanceId: 'left', protocols: both })
  await member.join()
  await member.sync()
  const again = new TestMember(broker, {
    instanceId: 'left',
    protocols: { range: subscriptionTo('orders'), sticky: subscriptionTo('orders') },
  })
  t.like(await again.join(), { generationId: 2, protocolName: 'range', skipAssignment: false })
  await broker.close()
})

test('a restart while shares are given out begins another generation', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker, { instanceId: 'left' })
  await member.join()
  const again = new TestMember(broker, { instanceId: 'left' })
  t.is((await again.join()).generationId, 2)
  t.is((await member.sync()).error, 'FENCED_INSTANCE_ID')
  await broker.close()
})

test('an older self that waits for the others is fenced', async (t) => {
  const broker = await openWithGroups()
  const [leader] = await gather(broker, 1)
  const first = new TestMember(broker, { instanceId: 'left' }).join()
  await settle()
  const second = new TestMember(broker, { instanceId: 'left' }).join()
  t.is(nameOf(await first), 'FENCED_INSTANCE_ID')
  await leader?.join()
  t.is(nameOf(await second), 'NONE')
  await broker.close()
})

test('an older self that waits for its share is fenced', async (t) => {
  const { broker, left, right } = await openWithShelves()
  await Promise.all([left.join(), settle().then(() => right.join())])
  await Promise.all([left.join(), right.join()])
  const waiting = right.sync()
  await settle()
  const again = new TestMember(broker, { instanceId: 'right' }).join()
  t.is((await waiting).error, 'FENCED_INSTANCE_ID')
  await left.join()
  t.is(nameOf(await again), 'NONE')
  await broker.close()
})

test('the place of a static member that does not join again is kept until its session ends', async (t) => {
  const { broker, left, right } = await openWithShelves()
  const joining = left.join()
  for (let second = 0; second < 30; second += 5) {
    await right.heartbeat()
    await pass(broker, 5000)
  }
  const { generationId, members } = await joining
  t.is(generationId, 3)
  t.deepEqual(
    members.map(({ groupInstanceId }) => groupInstanceId),
    ['left', 'right'],
  )
  await pass(broker, 10_000)
  t.is(await right.heartbeat(), 'UNKNOWN_MEMBER_ID')
  await broker.close()
})

test('an operator removes a static member by its instance id', async (t) => {
  const { broker, left } = await openWithShelves()
  const members = [{ memberId: '', groupInstanceId: 'right', reason: 'the shelf is gone' }]
  const answer = await broker.ask(apis.leaveGroup, { body: { groupId: 'readers', members } })
  t.deepEqual(answer.members.map(nameOf), ['NONE'])
  t.is(await left.heartbeat(), 'REBALANCE_IN_PROGRESS')
  await broker.close()
})
