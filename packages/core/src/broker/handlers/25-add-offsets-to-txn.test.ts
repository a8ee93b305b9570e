import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { partitionOfName } from '../internal-topics.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

async function addOffsets(producer: TestProducer, version: number) {
  const body = { ...producer.claim, groupId: 'shipping' }
  return errorByCode((await producer.broker.ask(apis.addOffsetsToTxn, { version, body })).errorCode).name
}

test("the partition of a group's offsets becomes part of the transaction, and gets its marker", async (t) => {
  const broker = await TestBroker.open()
  const producer = await TestProducer.open(broker, { speaks: 1 })
  for (let version = 0; version <= 4; version += 1) t.is(await addOffsets(producer, version), 'NONE')
  const place = { topic: '__consumer_offsets', partition: partitionOfName('shipping', 50) }
  const { transactions, topics } = broker.broker.parts
  t.deepEqual([...(transactions.describe('payments')?.partitions ?? [])], [place])
  t.is(await producer.end(true), 'NONE')
  t.is(topics.partition(place.topic, place.partition)?.log.endOffset, 1)
  await broker.close()
})

test('a fenced producer is told so as its version knows it', async (t) => {
  const broker = await TestBroker.open()
  const producer = await TestProducer.open(broker, { speaks: 1 })
  await TestProducer.open(broker)
  t.is(await addOffsets(producer, 1), 'INVALID_PRODUCER_EPOCH')
  t.is(await addOffsets(producer, 2), 'PRODUCER_FENCED')
  await broker.close()
})
