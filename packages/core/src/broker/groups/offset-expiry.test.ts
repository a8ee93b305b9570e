import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import type { TestBroker } from '../test-broker.contract.ts'
import {
  commitAlone,
  gather,
  offsetsOf,
  openWithGroups,
  pass,
  stateOf,
  subscriptionTo,
  TestMember,
} from './test-member.contract.ts'

const MINUTE_MS = 60_000
const ONE_HOUR = { offsetsRetentionMinutes: 60, offsetsRetentionCheckIntervalMs: MINUTE_MS }

/** Moves time by so many minutes at once; no member is there to notice. */
function passMinutes(broker: TestBroker, minutes: number): void {
  broker.clock.advance(minutes * MINUTE_MS)
}

test('offsets of a group that never had members expire one by one, after their commits', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  await commitAlone(broker, 'loners', { 0: 5 })
  passMinutes(broker, 30)
  await commitAlone(broker, 'loners', { 1: 6 })
  passMinutes(broker, 29)
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 5, 1: 6 })
  passMinutes(broker, 2)
  t.deepEqual(await offsetsOf(broker, 'loners'), { 1: 6 })
  passMinutes(broker, 30)
  t.is(await stateOf(broker, 'loners'), 'Dead')
  await broker.close()
})

test('offsets of a group that has lost its members expire together, that long after it became empty', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  const [member] = await gather(broker, 1, { sessionTimeoutMs: 1_800_000 })
  await member?.commit(5)
  passMinutes(broker, 25)
  await member?.leave()
  passMinutes(broker, 58)
  t.deepEqual(await offsetsOf(broker, 'readers'), { 0: 5 })
  passMinutes(broker, 3)
  t.is(await stateOf(broker, 'readers'), 'Dead')
  await broker.close()
})

test('consumers keep the offsets of topics that they read, and lose those of others', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  await broker.broker.parts.topics.create({ name: 'prices', partitionCount: 1 })
  const [member] = await gather(broker, 1, {
    protocols: { range: subscriptionTo('prices') },
    sessionTimeoutMs: 1_800_000,
  })
  if (member === undefined) return t.fail()
  await member.commit(5)
  const partitions = [{ partitionIndex: 0, committedOffset: 6, committedMetadata: '' }]
  const topics = [{ name: 'prices', partitions }]
  const body = { ...member.identity, generationIdOrMemberEpoch: member.generation, topics }
  await broker.ask(apis.offsetCommit, { version: 9, body })
  for (let round = 0; round < 6; round += 1) {
    passMinutes(broker, 20)
    t.is(await member.heartbeat(), 'NONE')
  }
  t.deepEqual(await offsetsOf(broker, 'readers'), {})
  t.deepEqual(await offsetsOf(broker, 'readers', 'prices'), { 0: 6 })
  await broker.close()
})

test('a client may say how long its offsets are kept', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  const partitions = [{ partitionIndex: 0, committedOffset: 6, committedMetadata: '' }]
  const topics = [{ name: 'orders', partitions }]
  const body = { groupId: 'loners', memberId: '', retentionTimeMs: 5 * MINUTE_MS, topics }
  await broker.ask(apis.offsetCommit, { version: 3, body })
  passMinutes(broker, 4)
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 6 })
  passMinutes(broker, 2)
  t.deepEqual(await offsetsOf(broker, 'loners'), {})
  await broker.close()
})

test('a client that says "for ever" is taken at its word, as far as numbers go', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  const partitions = [{ partitionIndex: 0, committedOffset: 6, committedMetadata: '' }]
  const topics = [{ name: 'orders', partitions }]
  const body = { groupId: 'loners', memberId: '', retentionTimeMs: Number.MAX_SAFE_INTEGER, topics }
  const { topics: answered } = await broker.ask(apis.offsetCommit, { version: 3, body })
  t.is(answered[0]?.partitions[0]?.errorCode, 0)
  passMinutes(broker, 90)
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 6 })
  await broker.close()
})

test('a group that has neither members nor offsets goes, and one with members stays', async (t) => {
  const broker = await openWithGroups(ONE_HOUR)
  const [member] = await gather(broker, 1, { groupId: 'here' })
  const [leaving] = await gather(broker, 1, { groupId: 'left' })
  await leaving?.leave()
  await new TestMember(broker, { groupId: 'asked' }).joinOnce()
  for (let round = 0; round < 10; round += 1) {
    await pass(broker, 8000)
    await member?.heartbeat()
  }
  t.is(await stateOf(broker, 'here'), 'Stable')
  t.is(await stateOf(broker, 'left'), 'Dead')
  t.is(await stateOf(broker, 'asked'), 'Dead')
  await broker.close()
})

test('offsets of a topic that is deleted go with it', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 5, 1: 6 })
  broker.broker.parts.groups.topicDeleted('orders')
  t.deepEqual(await offsetsOf(broker, 'loners'), {})
  await broker.close()
})

test('groups are let go of with the topic that has their records', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  const joining = new TestMember(broker, { joinVersion: 3 }).join()
  await pass(broker, 0)
  broker.broker.parts.groups.topicDeleted('__consumer_offsets')
  await joining
  t.is(await member?.heartbeat(), 'UNKNOWN_MEMBER_ID')
  await broker.close()
})
