import test from 'ava'
import { FaultyDisk } from '../../host/faulty-disk.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { CONSUMER_OFFSETS } from '../internal-topics.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import {
  commitAlone,
  gather,
  nameOf,
  offsetsOf,
  openWithGroups,
  settle,
  stateOf,
  TestMember,
} from './test-member.contract.ts'

/** Larger than any batch here, and smaller than any that has a record of a group. */
const ANY = 1_000_000
const EMPTY = 65

/** The group's partition takes no larger batches than so. */
function limitAppends(broker: TestBroker, groupId: string, maxMessageBytes: number): void {
  const { groups, topics } = broker.broker.parts
  const log = topics.partition(CONSUMER_OFFSETS, groups.partitionOf(groupId))?.log
  if (log === undefined) throw new Error('expected a partition for the group, found none')
  log.config = { ...log.config, maxMessageBytes }
}

test('a group whose first record is refused does not begin', async (t) => {
  const broker = await openWithGroups()
  limitAppends(broker, 'readers', EMPTY)
  t.is(nameOf(await new TestMember(broker).join()), 'UNKNOWN_SERVER_ERROR')
  t.is(await stateOf(broker, 'readers'), 'Dead')
  limitAppends(broker, 'readers', ANY)
  t.is(nameOf(await new TestMember(broker).join()), 'NONE')
  await broker.close()
})

test('an offset that is refused does not hold', async (t) => {
  const broker = await openWithGroups()
  t.is(await commitAlone(broker, 'loners', { 0: 5 }), 'NONE')
  limitAppends(broker, 'loners', EMPTY)
  t.is(await commitAlone(broker, 'loners', { 0: 6 }), 'UNKNOWN_SERVER_ERROR')
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 5 })
  await broker.close()
})

test('shares that are refused are for nobody, and the group begins anew', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  await Promise.all([leader?.join(), settle().then(() => follower?.join())])
  limitAppends(broker, 'readers', EMPTY)
  const waiting = follower?.sync()
  await settle()
  t.is((await leader?.sync({ [leader.memberId]: 'all' }))?.error, 'UNKNOWN_SERVER_ERROR')
  t.is((await waiting)?.error, 'UNKNOWN_SERVER_ERROR')
  t.is(await stateOf(broker, 'readers'), 'PreparingRebalance')
  limitAppends(broker, 'readers', ANY)
  const joined = await Promise.all([leader?.join(), settle().then(() => follower?.join())])
  t.deepEqual(
    joined.map((one) => one?.generationId),
    [4, 4],
  )
  await broker.close()
})

test('a static member whose return is refused leaves its older self in place', async (t) => {
  const broker = await openWithGroups()
  const member = new TestMember(broker, { instanceId: 'left' })
  await member.join()
  await member.sync({ [member.memberId]: 'all' })
  limitAppends(broker, 'readers', EMPTY)
  const again = await new TestMember(broker, { instanceId: 'left' }).join()
  t.is(nameOf(again), 'UNKNOWN_SERVER_ERROR')
  t.is(await member.heartbeat(), 'NONE')
  await broker.close()
})

test('a group whose end is refused stays', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 5 })
  limitAppends(broker, 'loners', EMPTY)
  t.is(broker.broker.parts.groups.delete('loners'), 'UNKNOWN_SERVER_ERROR')
  t.is(await stateOf(broker, 'loners'), 'Empty')
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 5 })
  await broker.close()
})

test('a topic that takes no batch at all is a refusal too', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  limitAppends(broker, 'readers', 10)
  t.is(await member?.commit(6), 'UNKNOWN_SERVER_ERROR')
  broker.clock.advance(60_000)
  t.is(await stateOf(broker, 'readers'), 'Empty')
  await broker.close()
})

test('a group with a long name and many offsets is deleted', async (t) => {
  const broker = await openWithGroups()
  const name = 'x'.repeat(30_000)
  await broker.broker.parts.topics.create({ name: 'wide', partitionCount: 60 })
  for (let partition = 0; partition < 60; partition += 1) {
    t.is(await commitAlone(broker, { groupId: name, topic: 'wide' }, { [partition]: 5 }), 'NONE')
  }
  t.is(broker.broker.parts.groups.delete(name), 'NONE')
  t.is(await stateOf(broker, name), 'Dead')
  await broker.close()
})

test('a commit that a failing disk cannot keep is not acknowledged, and members live on', async (t) => {
  const disk = new FaultyDisk(new MemoryDisk(), { random: new SeededRandom(1) })
  const config = { groupInitialRebalanceDelayMs: 0, logFlushIntervalMessages: 1 }
  const broker = await TestBroker.open({ disk: disk as unknown as MemoryDisk, config })
  await createOrders(broker, 3)
  await broker.broker.parts.internalTopics.ensure(CONSUMER_OFFSETS)
  const [member] = await gather(broker, 1)
  t.is(await member?.commit(5), 'NONE')
  disk.failNext('sync', 'EIO')
  t.is(await member?.commit(6), 'NOT_COORDINATOR')
  t.is(await member?.commit(7), 'NOT_COORDINATOR')
  t.is(await member?.heartbeat(), 'NONE')
  t.is(await commitAlone(broker, 'loners', { 0: 5 }), 'NOT_COORDINATOR')
  t.is(await stateOf(broker, 'loners'), 'Dead')
  await broker.close()
})
