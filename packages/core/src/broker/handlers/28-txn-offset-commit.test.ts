import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { commitAlone, gather, nameOf, offsetsOf, openWithGroups } from '../groups/test-member.contract.ts'
import type { TestBroker } from '../test-broker.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

interface Asked {
  readonly version?: number
  readonly groupId?: string
  readonly offset?: number
  readonly claim?: Readonly<Record<string, unknown>>
}

async function commit(producer: TestProducer, { version = 5, groupId = 'loners', offset = 7, claim = {} }: Asked = {}) {
  const partitions = [{ partitionIndex: 0, committedOffset: offset, committedMetadata: '' }]
  const topics = [{ name: 'orders', partitions }]
  const body = { ...producer.claim, groupId, topics, ...claim }
  const answer = await producer.broker.ask(apis.txnOffsetCommit, { version, body })
  return nameOf(answer.topics[0]?.partitions[0] ?? { errorCode: -1 })
}

async function addOffsets({ broker, claim }: TestProducer, groupId = 'loners'): Promise<ErrorName> {
  return nameOf(await broker.ask(apis.addOffsetsToTxn, { version: 3, body: { ...claim, groupId } }))
}

async function stableOffset(broker: TestBroker, groupId = 'loners'): Promise<number | ErrorName> {
  const topics = [{ name: 'orders', partitionIndexes: [0] }]
  const answer = await broker.ask(apis.offsetFetch, { version: 7, body: { groupId, topics, requireStable: true } })
  const partition = answer.topics[0]?.partitions[0]
  if (partition === undefined) throw new Error('expected an answer for the partition, found none')
  return partition.errorCode === 0 ? partition.committedOffset : nameOf(partition)
}

async function open(speaks: 1 | 2) {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 1 })
  return { broker, producer: await TestProducer.open(broker, { speaks }) }
}

for (const [speaks, version] of [
  [1, 0],
  [1, 3],
  [1, 4],
  [2, 5],
] as const) {
  test(`offsets count when the transaction is committed (version ${version})`, async (t) => {
    const { broker, producer } = await open(speaks)
    if (speaks === 1) t.is(await addOffsets(producer), 'NONE')
    t.is(await commit(producer, { version }), 'NONE')
    t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 1 })
    t.is(await stableOffset(broker), 'UNSTABLE_OFFSET_COMMIT')
    t.is(await producer.end(true), 'NONE')
    t.is(await stableOffset(broker), 7)
    if (speaks === 1) await addOffsets(producer)
    t.is(await commit(producer, { version, offset: 9 }), 'NONE')
    t.is(await producer.end(false), 'NONE')
    t.is(await stableOffset(broker), 7)
    await broker.close()
  })
}

for (const [version, error] of [
  [0, 'INVALID_TXN_STATE'],
  [3, 'INVALID_TXN_STATE'],
  [4, 'TRANSACTION_ABORTABLE'],
] as const) {
  test(`a group that was not added to the transaction gets ${error} in version ${version}`, async (t) => {
    const { broker, producer } = await open(1)
    t.is(await commit(producer, { version }), error)
    t.is(await stableOffset(broker), 1)
    await broker.close()
  })
}

for (const [what, claim, error] of [
  ['another epoch', { producerEpoch: 5 }, 'INVALID_PRODUCER_EPOCH'],
  ['another producer id', { producerId: 5000 }, 'INVALID_PRODUCER_ID_MAPPING'],
  ['an unknown transactional id', { transactionalId: 'nobody' }, 'INVALID_PRODUCER_ID_MAPPING'],
  ['an empty group id', { groupId: '' }, 'INVALID_GROUP_ID'],
  ['a generation of a group that is not there', { groupId: 'nobodies', generationId: 3 }, 'ILLEGAL_GENERATION'],
] as const) {
  test(`a commit with ${what} gets ${error}`, async (t) => {
    const { broker, producer } = await open(2)
    t.is(await commit(producer, { claim }), error)
    t.is(await stableOffset(broker), 1)
    await broker.close()
  })
}

test('only a member of the present generation commits for a group that has members', async (t) => {
  const { broker, producer } = await open(2)
  const [member] = await gather(broker, 1)
  const { memberId = '' } = member ?? {}
  for (const [claim, error] of [
    [{ memberId, generationId: 1 }, 'NONE'],
    [{ memberId, generationId: 0 }, 'ILLEGAL_GENERATION'],
    [{ memberId, generationId: -1 }, 'ILLEGAL_GENERATION'],
    [{ memberId: 'nobody', generationId: 1 }, 'UNKNOWN_MEMBER_ID'],
    [{ memberId, generationId: 1, groupInstanceId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
    [{}, 'NONE'], // old clients say nothing of members
  ] as const) {
    t.is(await commit(producer, { groupId: 'readers', claim }), error)
  }
  await broker.close()
})

test('a static member that was replaced is fenced', async (t) => {
  const { broker, producer } = await open(2)
  const [member] = await gather(broker, 1, { instanceId: 'left' })
  await gather(broker, 1, { instanceId: 'left' })
  const { memberId = '', generation: generationId } = member ?? {}
  const claim = { memberId, generationId, groupInstanceId: 'left' }
  t.is(await commit(producer, { groupId: 'readers', claim }), 'FENCED_INSTANCE_ID')
  await broker.close()
})

test('a commit that comes after that of the transaction holds, whenever the transaction ends', async (t) => {
  const { broker, producer } = await open(2)
  await commit(producer)
  await commitAlone(broker, 'loners', { 0: 20 })
  t.is(await producer.end(true), 'NONE')
  t.is(await stableOffset(broker), 20)
  await broker.close()
})

test('what is deleted while a transaction is open does not come back with its end', async (t) => {
  const { broker, producer } = await open(2)
  await commit(producer)
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }]
  await broker.ask(apis.offsetDelete, { body: { groupId: 'loners', topics } })
  t.is(await stableOffset(broker), -1)
  t.is(await producer.end(true), 'NONE')
  t.is(await stableOffset(broker), -1)
  await commit(producer)
  await broker.ask(apis.deleteGroups, { body: { groupsNames: ['loners'] } })
  t.is(await producer.end(true), 'NONE')
  t.is(await stableOffset(broker), -1)
  await broker.close()
})
