import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'

async function brokerWithOrders() {
  const broker = await TestBroker.open()
  const [partition] = (await createOrders(broker)).partitions
  if (partition === undefined) throw new Error('expected a partition')
  for (const value of ['a', 'b', 'c']) partition.append(batchOf([value]), { origin: 'client' })
  const ask = async (offset: number, { topic = 'orders', index = 0, version = 2 } = {}) => {
    const topics = [{ name: topic, partitions: [{ partitionIndex: index, offset }] }]
    const answer = await broker.ask(apis.deleteRecords, { version, body: { topics, timeoutMs: 1_000 } })
    const found = answer.topics[0]?.partitions[0]
    return [found?.errorCode, found?.lowWatermark]
  }
  return { broker, partition, ask }
}

test('records before an offset are gone, and the high watermark has a sign', async (t) => {
  const { broker, partition, ask } = await brokerWithOrders()
  t.deepEqual(await ask(1, { version: 0 }), [0, 1])
  t.is(partition.log.startOffset, 1)
  t.deepEqual(await ask(0), [0, 1])
  t.deepEqual(await ask(-1), [0, 3])
  t.is(partition.log.startOffset, 3)
  await broker.close()
})

test('an offset that the log does not reach is out of range', async (t) => {
  const { broker, ask } = await brokerWithOrders()
  for (const offset of [4, -2]) t.deepEqual(await ask(offset), [errors.OFFSET_OUT_OF_RANGE.code, -1])
  await broker.close()
})

test('partitions that are not there, and those of the broker, are refused', async (t) => {
  const { broker, ask } = await brokerWithOrders()
  await broker.broker.parts.internalTopics.ensure('__consumer_offsets')
  t.deepEqual(await ask(0, { topic: 'unknown' }), [errors.UNKNOWN_TOPIC_OR_PARTITION.code, -1])
  t.deepEqual(await ask(0, { index: 1 }), [errors.UNKNOWN_TOPIC_OR_PARTITION.code, -1])
  t.deepEqual(await ask(0, { topic: '__consumer_offsets' }), [errors.INVALID_TOPIC_EXCEPTION.code, -1])
  await broker.close()
})

test('a topic that is only compacted keeps its records', async (t) => {
  const { broker, partition, ask } = await brokerWithOrders()
  partition.log.config = { ...partition.log.config, cleanupPolicy: { delete: false, compact: true } }
  t.deepEqual(await ask(1), [errors.POLICY_VIOLATION.code, -1])
  await broker.close()
})
