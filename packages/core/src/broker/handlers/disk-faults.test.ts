import test from 'ava'
import { FaultyDisk } from '../../host/faulty-disk.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { fetchFrom } from '../fetch/test-fetch.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, produceTo } from '../test-records.contract.ts'

const { KAFKA_STORAGE_ERROR, NOT_LEADER_OR_FOLLOWER } = errors

async function brokerOnFaultyDisk(config = {}) {
  const disk = new FaultyDisk(new MemoryDisk(), { random: new SeededRandom(1) })
  const broker = await TestBroker.open({ disk: disk as unknown as MemoryDisk, config })
  await createOrders(broker)
  return { broker, disk }
}

test('where each record has to be durable, a sync that fails is the answer', async (t) => {
  const { broker, disk } = await brokerOnFaultyDisk({ logFlushIntervalMessages: 1 })
  t.is((await produceTo(broker, batchOf(['a']))).errorCode, errors.NONE.code)
  disk.failNext('sync', 'EIO')
  const { errorCode, baseOffset } = await produceTo(broker, batchOf(['b']))
  t.deepEqual([errorCode, baseOffset], [KAFKA_STORAGE_ERROR.code, -1])
  t.is((await produceTo(broker, batchOf(['c']), { acks: 1 })).errorCode, KAFKA_STORAGE_ERROR.code)
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: batchOf(['d']) }] }]
  const reply = await broker.send(apis.produce, { version: 9, body: { acks: 0, timeoutMs: 1, topicData } })
  t.is(reply.kind, 'hang-up')
  await broker.close()
})

test('a read that fails is told in words that the reader knows', async (t) => {
  const { broker, disk } = await brokerOnFaultyDisk()
  await produceTo(broker, batchOf(['a']))
  const codes: (number | undefined)[] = []
  for (const version of [5, 6, 17]) {
    disk.failNext('read', 'EIO')
    codes.push((await fetchFrom(broker, { version })).partitions[0]?.errorCode)
  }
  t.deepEqual(codes, [NOT_LEADER_OR_FOLLOWER.code, KAFKA_STORAGE_ERROR.code, KAFKA_STORAGE_ERROR.code])
  t.deepEqual((await fetchFrom(broker)).values, { 0: ['a'] })
  t.is(broker.broker.parts.fetches.usedBytes, 0)
  await broker.close()
})

test('a search that cannot read is told so', async (t) => {
  const { broker, disk } = await brokerOnFaultyDisk()
  await produceTo(broker, batchOf(['a']))
  disk.failNext('read', 'EIO')
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: 0 }] }]
  const answer = await broker.ask(apis.listOffsets, { body: { replicaId: -1, topics } })
  t.is(answer.topics[0]?.partitions[0]?.errorCode, KAFKA_STORAGE_ERROR.code)
  await broker.close()
})
