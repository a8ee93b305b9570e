import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import {
  commitAlone,
  gather,
  nameOf,
  offsetsOf,
  openWithGroups,
  subscriptionTo,
  TestMember,
} from '../groups/test-member.contract.ts'
import type { TestBroker } from '../test-broker.contract.ts'

async function remove(broker: TestBroker, groupId: string, ...indexes: readonly number[]) {
  const partitions = indexes.map((partitionIndex) => ({ partitionIndex }))
  const answer = await broker.ask(apis.offsetDelete, { body: { groupId, topics: [{ name: 'orders', partitions }] } })
  const told = answer.topics.flatMap((topic) => topic.partitions.map((one) => [one.partitionIndex, nameOf(one)]))
  return { error: nameOf(answer), told }
}

test('offsets of partitions that are there are forgotten, also where there are none', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 7, 1: 8 })
  const told = [
    [9, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [0, 'NONE'],
    [2, 'NONE'],
  ]
  t.deepEqual(await remove(broker, 'loners', 0, 2, 9), { error: 'NONE', told })
  t.deepEqual(await offsetsOf(broker, 'loners'), { 1: 8 })
  await broker.close()
})

test('consumers keep their offsets of topics that they read', async (t) => {
  const broker = await openWithGroups()
  await gather(broker, 1, { groupId: 'here' })
  const told = [[0, 'GROUP_SUBSCRIBED_TO_TOPIC']]
  t.deepEqual(await remove(broker, 'here', 0), { error: 'NONE', told })
  await gather(broker, 1, { groupId: 'elsewhere', protocols: { range: subscriptionTo('prices') } })
  t.deepEqual(await remove(broker, 'elsewhere', 0), { error: 'NONE', told: [[0, 'NONE']] })
  await gather(broker, 1, { groupId: 'mumbling', protocols: { range: Buffer.from('no subscription') } })
  t.deepEqual(await remove(broker, 'mumbling', 0), { error: 'NONE', told })
  await broker.close()
})

test('a group of another kind keeps all its offsets while it has members', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1, { groupId: 'connectors', protocolType: 'connect' })
  t.deepEqual(await remove(broker, 'connectors', 0), { error: 'NON_EMPTY_GROUP', told: [] })
  await member?.leave()
  t.deepEqual(await remove(broker, 'connectors', 0), { error: 'NONE', told: [[0, 'NONE']] })
  await broker.close()
})

test('a group that only was given a member id is not in the way', async (t) => {
  const broker = await openWithGroups()
  await new TestMember(broker).joinOnce()
  t.deepEqual(await remove(broker, 'readers', 0), { error: 'NONE', told: [[0, 'NONE']] })
  await broker.close()
})

test('a group that is not there has nothing to forget', async (t) => {
  const broker = await openWithGroups()
  t.deepEqual(await remove(broker, 'nobodies', 0), { error: 'GROUP_ID_NOT_FOUND', told: [] })
  t.deepEqual(await remove(broker, '', 0), { error: 'INVALID_GROUP_ID', told: [] })
  await broker.close()
})
