import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders, writeInTransaction } from '../test-records.contract.ts'
import { committedIn } from '../transactions/test-producer.contract.ts'

test('an operator ends a transaction by hand that nobody coordinates', async (t) => {
  const broker = await TestBroker.open()
  const { partitions } = await createOrders(broker, 1)
  const [partition] = partitions
  if (partition === undefined) return t.fail()
  writeInTransaction(partition, 4).write('a')
  t.is(partition.log.lastStableOffset, 0)
  const topics = [{ name: 'orders', partitionIndexes: [0, 1] }]
  const marker = { producerId: 4, producerEpoch: 0, transactionResult: false, coordinatorEpoch: 0, topics }
  const { markers } = await broker.ask(apis.writeTxnMarkers, { version: 1, body: { markers: [marker] } })
  t.deepEqual(
    markers[0]?.topics[0]?.partitions.map(({ errorCode }) => errorByCode(errorCode).name),
    ['NONE', 'UNKNOWN_TOPIC_OR_PARTITION'],
  )
  t.is(partition.log.lastStableOffset, 2)
  t.deepEqual(committedIn(broker, { topic: 'orders', partition: 0 }), [])
  await broker.close()
})

test('a marker of an older epoch or coordinator is refused', async (t) => {
  const broker = await TestBroker.open()
  const { partitions } = await createOrders(broker, 1)
  const [partition] = partitions
  if (partition === undefined) return t.fail()
  writeInTransaction(partition, 4).commit()
  const mark = async (facts: { producerEpoch: number; coordinatorEpoch: number; transactionVersion: number }) => {
    const topics = [{ name: 'orders', partitionIndexes: [0] }]
    const body = { markers: [{ producerId: 4, transactionResult: true, ...facts, topics }] }
    const { markers } = await broker.ask(apis.writeTxnMarkers, { version: 2, body })
    return errorByCode(markers[0]?.topics[0]?.partitions[0]?.errorCode ?? -1).name
  }
  t.is(await mark({ producerEpoch: 0, coordinatorEpoch: -2, transactionVersion: 0 }), 'TRANSACTION_COORDINATOR_FENCED')
  t.is(await mark({ producerEpoch: 3, coordinatorEpoch: 0, transactionVersion: 2 }), 'NONE')
  t.is(await mark({ producerEpoch: 2, coordinatorEpoch: 0, transactionVersion: 0 }), 'INVALID_PRODUCER_EPOCH')
  await broker.close()
})

test('a marker of a producer that cannot be is refused', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker, 1)
  for (const [producerId, producerEpoch] of [
    [-256, 0],
    [-1, 0],
    [4, -1],
  ] as const) {
    const topics = [{ name: 'orders', partitionIndexes: [0] }]
    const marker = { producerId, producerEpoch, transactionResult: true, coordinatorEpoch: 0, topics }
    const { markers } = await broker.ask(apis.writeTxnMarkers, { version: 1, body: { markers: [marker] } })
    t.is(errorByCode(markers[0]?.topics[0]?.partitions[0]?.errorCode ?? -1).name, 'INVALID_REQUEST')
  }
  await broker.close()
})
