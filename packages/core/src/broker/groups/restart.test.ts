import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'
import {
  commitAlone,
  gather,
  nameOf,
  offsetsOf,
  openWithGroups,
  pass,
  restart,
  settle,
  stateOf,
  subscriptionTo,
  TestMember,
} from './test-member.contract.ts'

test('members go on with their generation and shares after a restart', async (t) => {
  const broker = await openWithGroups()
  const members = await gather(broker, 3)
  const again = await restart(broker)
  t.is(await stateOf(again, 'readers'), 'Stable')
  for (const [index, member] of members.entries()) {
    member.broker = again
    t.is(await member.heartbeat(), 'NONE')
    t.deepEqual(await member.sync(), { error: 'NONE', share: `share ${index}` })
    t.is(await member.commit(index, index), 'NONE')
  }
  const { groups } = await again.ask(apis.describeGroups, { body: { groups: ['readers'] } })
  t.like(groups[0], { protocolType: 'consumer', protocolData: 'range' })
  t.deepEqual(groups[0]?.members[0]?.memberMetadata, subscriptionTo('orders'))
  t.is(groups[0]?.members[0]?.clientId, 'reader')
  const follower = members[1]?.join()
  t.is((await follower)?.leader, members[0]?.memberId)
  await again.close()
})

test('members that do not come back after a restart are out when their session ends', async (t) => {
  const broker = await openWithGroups()
  const [lively, silent] = await gather(broker, 2)
  if (lively === undefined || silent === undefined) return t.fail()
  const again = await restart(broker)
  for (const member of [lively, silent]) member.broker = again
  await pass(again, 9000)
  t.is(await lively.heartbeat(), 'NONE')
  await pass(again, 1000)
  t.is(await lively.heartbeat(), 'REBALANCE_IN_PROGRESS')
  t.is(await silent.heartbeat(), 'UNKNOWN_MEMBER_ID')
  await again.close()
})

test('a static member finds its place after a restart', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker, { instanceId: 'left' })
  await member.join()
  await member.sync({ [member.memberId]: 'all' })
  const again = await restart(broker)
  const successor = new TestMember(again, { instanceId: 'left' })
  t.like(await successor.join(), { generationId: 1, skipAssignment: true })
  t.is((await successor.sync()).share, 'all')
  member.broker = again
  t.is(await member.heartbeat(), 'FENCED_INSTANCE_ID')
  const third = await restart(again)
  successor.broker = third
  t.is(await successor.heartbeat(), 'NONE')
  await third.close()
})

test('offsets, groups and deletions are there after a restart', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 5, 1: 6 })
  await commitAlone(broker, 'loners', { 0: 7 })
  await commitAlone(broker, 'gone', { 0: 1 })
  await broker.ask(apis.deleteGroups, { body: { groupsNames: ['gone'] } })
  const [member] = await gather(broker, 1)
  await member?.commit(9)
  await member?.leave()
  const again = await restart(broker)
  t.deepEqual(await offsetsOf(again, 'loners'), { 0: 7, 1: 6 })
  t.deepEqual(await offsetsOf(again, 'readers'), { 0: 9 })
  t.is(await stateOf(again, 'gone'), 'Dead')
  t.is(await stateOf(again, 'readers'), 'Empty')
  t.is((await new TestMember(again).join()).generationId, 3)
  await again.close()
})

for (const speaks of [1, 2] as const) {
  test(`offsets of an open transaction stay pending over a restart (version ${speaks})`, async (t) => {
    const broker = await openWithGroups()
    await commitAlone(broker, 'loners', { 0: 5, 1: 5, 2: 5 })
    const producer = await TestProducer.open(broker, { speaks })
    if (speaks === 1) {
      const { transactionalId, producerId, producerEpoch } = producer
      const claim = { transactionalId, producerId, producerEpoch }
      await broker.ask(apis.addOffsetsToTxn, { version: 3, body: { ...claim, groupId: 'loners' } })
    }
    const { transactionalId, producerId, producerEpoch } = producer
    const partitions = [0, 1].map((partitionIndex) => {
      return { partitionIndex, committedOffset: 8, committedMetadata: 'in a transaction' }
    })
    const claim = { transactionalId, producerId, producerEpoch, groupId: 'loners' }
    const body = { ...claim, topics: [{ name: 'orders', partitions }] }
    const { topics } = await broker.ask(apis.txnOffsetCommit, { version: speaks === 1 ? 3 : 5, body })
    t.deepEqual(topics[0]?.partitions.map(nameOf), ['NONE', 'NONE'])
    await commitAlone(broker, 'loners', { 1: 9 })
    const again = await restart(broker)
    t.deepEqual(await offsetsOf(again, 'loners'), { 0: 5, 1: 9, 2: 5 })
    const asked = { groupId: 'loners', topics: [{ name: 'orders', partitionIndexes: [0, 1, 2] }], requireStable: true }
    const unstable = await again.ask(apis.offsetFetch, { version: 7, body: asked })
    const errors = unstable.topics[0]?.partitions.map(nameOf)
    t.deepEqual(errors, ['UNSTABLE_OFFSET_COMMIT', 'UNSTABLE_OFFSET_COMMIT', 'NONE'])
    producer.broker = again
    t.is(await producer.end(true), 'NONE')
    t.deepEqual(await offsetsOf(again, 'loners'), { 0: 8, 1: 9, 2: 5 })
    const third = await restart(again)
    t.deepEqual(await offsetsOf(third, 'loners'), { 0: 8, 1: 9, 2: 5 })
    await third.close()
  })
}

test('a broker that is killed in the midst of it all leaves groups and offsets as they were', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  if (leader === undefined || follower === undefined) return t.fail()
  t.is(await leader.commit(5), 'NONE')
  await commitAlone(broker, 'loners', { 0: 1, 2: 3 })
  // The next generation has begun, and nobody has a share of it.
  await Promise.all([leader.join(), settle().then(() => follower.join())])
  const disk = broker.disk.kill()
  const again = await TestBroker.open({ disk, random: broker.broker.parts.random })
  t.deepEqual(await offsetsOf(again, 'readers'), { 0: 5 })
  t.deepEqual(await offsetsOf(again, 'loners'), { 0: 1, 2: 3 })
  for (const member of [leader, follower]) {
    member.broker = again
    t.is(await member.heartbeat(), 'ILLEGAL_GENERATION')
    member.generation -= 1
    t.is(await member.heartbeat(), 'NONE')
  }
  t.is((await leader.sync()).share, 'share 0')
  await again.close()
})
