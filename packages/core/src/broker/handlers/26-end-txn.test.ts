import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

const orders = { topic: 'orders', partition: 0 }

async function openWithProducer(speaks: 1 | 2) {
  const broker = await TestBroker.open()
  await createOrders(broker)
  return { broker, producer: await TestProducer.open(broker, { speaks }) }
}

async function end(producer: TestProducer, version: number, committed: boolean) {
  const answer = await producer.broker.ask(apis.endTxn, { version, body: { ...producer.claim, committed } })
  const { errorCode, producerId, producerEpoch } = answer
  return { error: errorByCode(errorCode).name, producerId, producerEpoch }
}

test('up to version 4 the epoch stays, and an end that is asked for again is answered again', async (t) => {
  const { broker, producer } = await openWithProducer(1)
  for (let version = 0; version <= 4; version += 1) {
    t.is((await end(producer, version, true)).error, version === 0 ? 'INVALID_TXN_STATE' : 'NONE')
    t.is(await producer.write(orders, 'a'), 'NONE')
    t.is((await end(producer, version, true)).error, 'NONE')
    t.is((await end(producer, version, true)).error, 'NONE')
    t.is((await end(producer, version, false)).error, 'INVALID_TXN_STATE')
  }
  await broker.close()
})

test('from version 5 on each end raises the epoch, which the answer tells, also to who asks again', async (t) => {
  const { broker, producer } = await openWithProducer(2)
  const { producerId } = producer
  t.is(await producer.write(orders, 'a'), 'NONE')
  t.deepEqual(await end(producer, 5, true), { error: 'NONE', producerId, producerEpoch: 1 })
  t.deepEqual(await end(producer, 5, true), { error: 'NONE', producerId, producerEpoch: 1 })
  t.is((await end(producer, 5, false)).error, 'INVALID_TXN_STATE')
  t.is(await producer.produce(orders, 'late'), 'INVALID_PRODUCER_EPOCH')
  producer.producerEpoch = 1
  t.is((await end(producer, 5, true)).error, 'INVALID_TXN_STATE')
  t.deepEqual(await end(producer, 5, false), { error: 'NONE', producerId, producerEpoch: 2 })
  await broker.close()
})

test('a fenced producer ends nothing, and is told so as its version knows it', async (t) => {
  const { broker, producer } = await openWithProducer(1)
  await TestProducer.open(broker)
  t.is((await end(producer, 1, true)).error, 'INVALID_PRODUCER_EPOCH')
  t.is((await end(producer, 2, true)).error, 'PRODUCER_FENCED')
  t.is((await end(producer, 5, true)).error, 'PRODUCER_FENCED')
  await broker.close()
})
