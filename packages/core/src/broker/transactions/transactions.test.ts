import test from 'ava'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { committedIn, TestProducer } from './test-producer.contract.ts'

const first = { topic: 'orders', partition: 0 }
const second = { topic: 'orders', partition: 1 }

async function openWithOrders(partitionCount = 2) {
  const broker = await TestBroker.open()
  await createOrders(broker, partitionCount)
  return broker
}

for (const speaks of [1, 2] as const) {
  test(`records of a transaction are read when it is committed, all at once (version ${speaks})`, async (t) => {
    const broker = await openWithOrders()
    const producer = await TestProducer.open(broker, { speaks })
    t.is(await producer.write(first, 'a', 'b'), 'NONE')
    t.is(await producer.write(second, 'c'), 'NONE')
    t.deepEqual(committedIn(broker, first), [])
    t.is(await producer.end(true), 'NONE')
    t.deepEqual(committedIn(broker, first), ['a', 'b'])
    t.deepEqual(committedIn(broker, second), ['c'])
    t.is(await producer.write(first, 'd'), 'NONE')
    t.is(await producer.end(false), 'NONE')
    t.is(await producer.write(first, 'e'), 'NONE')
    t.is(await producer.end(true), 'NONE')
    t.deepEqual(committedIn(broker, first), ['a', 'b', 'e'])
    await broker.close()
  })
}
