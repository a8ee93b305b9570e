import test from 'ava'
import { errors } from '../../protocol/errors.ts'
import { type FetchForTest, fetchFrom } from '../fetch/test-fetch.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, writeInTransaction } from '../test-records.contract.ts'

async function brokerWithOrders(partitionCount = 1, configs = new Map<string, string>()) {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, partitionCount, configs)
  const append = (index: number, ...values: string[]) =>
    topic.partitions[index]?.append(batchOf(values), { origin: 'client' })
  const codeOf = async (options: FetchForTest) => (await fetchFrom(broker, options)).partitions[0]?.errorCode
  const [partition] = topic.partitions
  if (partition === undefined) throw new Error('expected a partition')
  return { broker, topic, partition, append, codeOf }
}

for (const version of [4, 5, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]) {
  test(`version ${version} gives records, and how far the log goes`, async (t) => {
    const { broker, append } = await brokerWithOrders(2)
    append(0, 'a', 'b')
    append(0, 'c')
    const { partitions, values } = await fetchFrom(broker, { version, partitions: [{ offset: 2 }, { partition: 1 }] })
    t.deepEqual(values, { 0: ['c'], 1: [] })
    const logStartOffset = version >= 5 ? 0 : -1
    t.like(partitions[0], {
      errorCode: 0,
      highWatermark: 3,
      lastStableOffset: 3,
      logStartOffset,
      preferredReadReplica: -1,
    })
    t.is(partitions[0]?.abortedTransactions, null)
    t.like(partitions[1], { errorCode: 0, highWatermark: 0 })
    t.is(partitions[1]?.records?.length, 0)
    await broker.close()
  })
}

test('a reader of committed records is given none of an open transaction, and told which were aborted', async (t) => {
  const { broker, partition, append } = await brokerWithOrders()
  const [first, second, third] = [1, 2, 3].map((producerId) => writeInTransaction(partition, producerId))
  append(0, 'a')
  first?.write('first')
  second?.write('second')
  append(0, 'b')
  const read = (offset: number) => fetchFrom(broker, { committed: true, partitions: [{ offset }] })
  t.deepEqual((await read(0)).values, { 0: ['a'] })
  t.like((await read(1)).partitions[0], { highWatermark: 4, lastStableOffset: 1, abortedTransactions: [] })
  t.deepEqual((await fetchFrom(broker)).values, { 0: ['a', 'first', 'second', 'b'] })
  second?.abort()
  t.deepEqual((await read(1)).values, { 0: [] })
  first?.commit()
  third?.write('third')
  const { values, partitions } = await read(0)
  t.deepEqual(values, { 0: ['a', 'first', 'second', 'b', 'ABORT', 'COMMIT'] })
  t.deepEqual(
    partitions[0]?.abortedTransactions?.map(({ producerId, firstOffset }) => [producerId, firstOffset]),
    [[2, 2]],
  )
  third?.abort()
  t.deepEqual((await read(6)).values, { 0: ['third', 'ABORT'] })
  t.is((await read(0)).partitions[0]?.lastStableOffset, 8)
  await broker.close()
})

test('an offset that the log does not have is out of range', async (t) => {
  const { broker, append, partition, codeOf } = await brokerWithOrders()
  append(0, 'a')
  append(0, 'b')
  partition.deleteRecordsBefore(1)
  const { OFFSET_OUT_OF_RANGE, NONE } = errors
  t.is(await codeOf({ partitions: [{ offset: 0 }] }), OFFSET_OUT_OF_RANGE.code)
  t.is(await codeOf({ partitions: [{ offset: 1 }] }), NONE.code)
  t.is(await codeOf({ partitions: [{ offset: 2 }] }), NONE.code)
  t.is(await codeOf({ partitions: [{ offset: 3 }] }), OFFSET_OUT_OF_RANGE.code)
  const { partitions } = await fetchFrom(broker, { partitions: [{ offset: 3 }] })
  t.like(partitions[0], { highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 })
  await broker.close()
})

test('what is not there is told by name, by id and by partition', async (t) => {
  const { broker, codeOf } = await brokerWithOrders()
  const { UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID } = errors
  t.is(await codeOf({ version: 12, partitions: [{ topic: 'unknown' }] }), UNKNOWN_TOPIC_OR_PARTITION.code)
  t.is(await codeOf({ partitions: [{ partition: 7 }] }), UNKNOWN_TOPIC_OR_PARTITION.code)
  t.is(await codeOf({ partitions: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }] }), UNKNOWN_TOPIC_ID.code)
  await broker.close()
})

test('an old leader epoch is fenced, with the new leader named from version 16 on, and a newer one is not known yet', async (t) => {
  const { broker, partition, codeOf } = await brokerWithOrders()
  partition.moveLeader()
  const fetch = (version: number, currentLeaderEpoch: number) => ({ version, partitions: [{ currentLeaderEpoch }] })
  t.is(await codeOf(fetch(9, 0)), errors.FENCED_LEADER_EPOCH.code)
  t.is(await codeOf(fetch(9, 1)), errors.NONE.code)
  t.is(await codeOf(fetch(9, 2)), errors.UNKNOWN_LEADER_EPOCH.code)
  const { partitions, nodeEndpoints } = await fetchFrom(broker, fetch(16, 0))
  t.deepEqual(partitions[0]?.currentLeader, { leaderId: 1, leaderEpoch: 1 })
  t.like(nodeEndpoints[0], { nodeId: 1, host: 'localhost', port: 9092 })
  t.deepEqual((await fetchFrom(broker, fetch(15, 0))).nodeEndpoints, [])
  await broker.close()
})

test('a reader whose epoch ended before its offset is told where the logs part', async (t) => {
  const { broker, partition, append, codeOf } = await brokerWithOrders()
  append(0, 'a', 'b')
  partition.moveLeader(3)
  append(0, 'c')
  const read = async (offset: number, lastFetchedEpoch: number) => {
    const { partitions } = await fetchFrom(broker, { version: 12, partitions: [{ offset, lastFetchedEpoch }] })
    return partitions[0]
  }
  t.deepEqual((await read(3, 0))?.divergingEpoch, { epoch: 0, endOffset: 2 })
  t.is((await read(3, 0))?.records?.length, 0)
  t.deepEqual((await read(2, 0))?.divergingEpoch, { epoch: -1, endOffset: -1 })
  t.deepEqual((await read(2, 2))?.divergingEpoch, { epoch: 0, endOffset: 2 })
  t.deepEqual((await read(3, 3))?.divergingEpoch, { epoch: -1, endOffset: -1 })
  t.is(await codeOf({ partitions: [{ offset: 3, lastFetchedEpoch: 9 }] }), errors.OFFSET_OUT_OF_RANGE.code)
  await broker.close()
})

test('somebody who says that it is a replica is not known as one', async (t) => {
  const { broker, codeOf } = await brokerWithOrders()
  t.is(await codeOf({ version: 11, replicaId: 5 }), errors.NOT_LEADER_OR_FOLLOWER.code)
  t.is(await codeOf({ replicaId: 5, partitions: [{ currentLeaderEpoch: 0 }] }), errors.UNKNOWN_LEADER_EPOCH.code)
  await broker.close()
})

test('limits hold for whole batches, and the first one is given however large it is', async (t) => {
  const { broker, append } = await brokerWithOrders(3)
  const value = 'x'.repeat(1_000)
  for (const index of [0, 1, 2]) for (let round = 0; round < 3; round++) append(index, value)
  const counts = async (options: FetchForTest) => {
    const { values } = await fetchFrom(broker, options)
    return Object.values(values).map((list) => list.length)
  }
  const all = (maxBytes?: number) =>
    [0, 1, 2].map((partition) => ({ partition, ...(maxBytes === undefined ? {} : { maxBytes }) }))
  t.deepEqual(await counts({ partitions: all() }), [3, 3, 3])
  t.deepEqual(await counts({ maxBytes: 1, partitions: all() }), [1, 0, 0])
  t.deepEqual(await counts({ maxBytes: 0, partitions: all() }), [1, 0, 0])
  t.deepEqual(await counts({ maxBytes: 4_500, partitions: all() }), [3, 1, 0])
  t.deepEqual(await counts({ partitions: all(10) }), [1, 0, 0])
  t.deepEqual(await counts({ partitions: all(2_500) }), [2, 2, 2])
  await broker.close()
})

test('a topic compressed by zstd is not for readers older than that', async (t) => {
  const { broker, codeOf } = await brokerWithOrders(1, new Map([['compression.type', 'zstd']]))
  t.is(await codeOf({ version: 9 }), errors.UNSUPPORTED_COMPRESSION_TYPE.code)
  t.is(await codeOf({ version: 10 }), errors.NONE.code)
  await broker.close()
})
