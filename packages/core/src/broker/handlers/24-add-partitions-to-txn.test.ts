import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

async function openWithProducer() {
  const broker = await TestBroker.open()
  await createOrders(broker, 3)
  return { broker, producer: await TestProducer.open(broker, { speaks: 1 }) }
}

interface Named {
  readonly name: string
  readonly partitions: readonly number[]
}

interface Results {
  readonly name: string
  readonly resultsByPartition: readonly { readonly partitionIndex: number; readonly partitionErrorCode: number }[]
}

function told(results: readonly Results[]): string[] {
  return results.flatMap(({ name, resultsByPartition }) =>
    resultsByPartition.map(
      ({ partitionIndex, partitionErrorCode }) => `${name}-${partitionIndex} ${errorByCode(partitionErrorCode).name}`,
    ),
  )
}

async function add(producer: TestProducer, version: number, topics: readonly Named[]) {
  const body = {
    v3AndBelowTransactionalId: producer.transactionalId,
    v3AndBelowProducerId: producer.producerId,
    v3AndBelowProducerEpoch: producer.producerEpoch,
    v3AndBelowTopics: topics,
  }
  return told((await producer.broker.ask(apis.addPartitionsToTxn, { version, body })).resultsByTopicV3AndBelow)
}

async function addForBroker(producer: TestProducer, topics: readonly Named[], verifyOnly: boolean) {
  const transactions = [{ ...producer.claim, verifyOnly, topics }]
  const { resultsByTransaction } = await producer.broker.ask(apis.addPartitionsToTxn, { body: { transactions } })
  return told(resultsByTransaction[0]?.topicResults ?? [])
}

test('partitions are added, all or none, in the versions of clients', async (t) => {
  const { broker, producer } = await openWithProducer()
  for (const version of [0, 1, 2, 3]) {
    t.deepEqual(await add(producer, version, [{ name: 'orders', partitions: [0, 1] }]), [
      'orders-0 NONE',
      'orders-1 NONE',
    ])
    t.deepEqual(await add(producer, version, [{ name: 'orders', partitions: [2, 9] }]), [
      'orders-2 OPERATION_NOT_ATTEMPTED',
      'orders-9 UNKNOWN_TOPIC_OR_PARTITION',
    ])
  }
  const state = broker.broker.parts.transactions.describe(producer.transactionalId)
  t.deepEqual(
    [...(state?.partitions ?? [])],
    [
      { topic: 'orders', partition: 0 },
      { topic: 'orders', partition: 1 },
    ],
  )
  await broker.close()
})

test('a fenced producer adds nothing, and is told so as its version knows it', async (t) => {
  const { broker, producer } = await openWithProducer()
  await TestProducer.open(broker)
  const orders = [{ name: 'orders', partitions: [0] }]
  t.deepEqual(await add(producer, 1, orders), ['orders-0 INVALID_PRODUCER_EPOCH'])
  t.deepEqual(await add(producer, 2, orders), ['orders-0 PRODUCER_FENCED'])
  producer.producerId += 1
  t.deepEqual(await add(producer, 3, orders), ['orders-0 INVALID_PRODUCER_ID_MAPPING'])
  await broker.close()
})

test('a broker may ask for many transactions whether partitions are part of them, or add them', async (t) => {
  const { broker, producer } = await openWithProducer()
  await producer.add({ topic: 'orders', partition: 0 })
  const orders = [{ name: 'orders', partitions: [0, 1] }]
  t.deepEqual(await addForBroker(producer, orders, true), ['orders-0 NONE', 'orders-1 TRANSACTION_ABORTABLE'])
  t.deepEqual(await addForBroker(producer, orders, false), ['orders-0 NONE', 'orders-1 NONE'])
  t.deepEqual(await addForBroker(producer, orders, true), ['orders-0 NONE', 'orders-1 NONE'])
  await broker.close()
})
