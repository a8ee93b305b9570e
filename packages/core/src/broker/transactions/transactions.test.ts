import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { MARKERS_A_SLICE } from './markers.ts'
import { committedIn, TestProducer } from './test-producer.contract.ts'

const first = { topic: 'orders', partition: 0 }
const second = { topic: 'orders', partition: 1 }
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS

async function openWithOrders(partitionCount = 2) {
  const broker = await TestBroker.open()
  await createOrders(broker, partitionCount)
  return broker
}

async function stateOf(broker: TestBroker, transactionalId = 'payments') {
  const body = { transactionalIds: [transactionalId] }
  const { transactionStates } = await broker.ask(apis.describeTransactions, { body })
  return transactionStates[0]?.transactionState
}

for (const speaks of [1, 2] as const) {
  test(`records of a transaction are read when it is committed, and never when it is aborted (version ${speaks})`, async (t) => {
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

  test(`a new producer of the transactional id aborts what the old one left, and fences it (version ${speaks})`, async (t) => {
    const broker = await openWithOrders()
    const zombie = await TestProducer.open(broker, { speaks })
    await zombie.write(first, 'left')
    const successor = await TestProducer.open(broker, { speaks })
    t.is(successor.producerId, zombie.producerId)
    t.is(successor.producerEpoch, zombie.producerEpoch + 2)
    t.is(await zombie.write(first, 'late'), speaks === 1 ? 'PRODUCER_FENCED' : 'INVALID_PRODUCER_EPOCH')
    t.is(await zombie.produce(first, 'later'), 'INVALID_PRODUCER_EPOCH')
    t.is(await zombie.end(true), 'PRODUCER_FENCED')
    t.is(await successor.write(first, 'new'), 'NONE')
    t.is(await successor.end(true), 'NONE')
    t.deepEqual(committedIn(broker, first), ['new'])
    await broker.close()
  })

  test(`a transaction that lasts too long is aborted, and its producer fenced (version ${speaks})`, async (t) => {
    const broker = await openWithOrders()
    const slow = await TestProducer.open(broker, { speaks, timeoutMs: 30 * SECOND_MS })
    await slow.write(first, 'slow')
    broker.clock.advance(29 * SECOND_MS)
    t.is(await stateOf(broker), 'Ongoing')
    broker.clock.advance(12 * SECOND_MS)
    t.is(await stateOf(broker), 'CompleteAbort')
    t.is(await slow.produce(first, 'late'), 'INVALID_PRODUCER_EPOCH')
    t.is(await slow.end(true), speaks === 1 ? 'PRODUCER_FENCED' : 'INVALID_TXN_STATE')
    t.deepEqual(committedIn(broker, first), [])
    await broker.close()
  })
}

test('a partition that is not part of the transaction takes no record of it in version 1', async (t) => {
  const broker = await openWithOrders()
  const producer = await TestProducer.open(broker, { speaks: 1 })
  t.is(await producer.produce(first, 'a'), 'TRANSACTION_ABORTABLE')
  t.is(await producer.add(first), 'NONE')
  t.is(await producer.produce(first, 'a'), 'NONE')
  t.is(await producer.produce(second, 'b'), 'TRANSACTION_ABORTABLE')
  await broker.close()
})

test('a transaction of many partitions is ended in slices, between which others have their turn', async (t) => {
  const partitionCount = 3 * MARKERS_A_SLICE
  const broker = await openWithOrders(partitionCount)
  const producer = await TestProducer.open(broker, { speaks: 1 })
  const places = Array.from({ length: partitionCount }, (_, partition) => ({ topic: 'orders', partition }))
  t.is(await producer.add(...places), 'NONE')
  t.is(await producer.produce(first, 'a'), 'NONE')
  const last = { topic: 'orders', partition: partitionCount - 1 }
  t.is(await producer.produce(last, 'z'), 'NONE')
  const ended = producer.end(true)
  await Promise.resolve()
  t.deepEqual(committedIn(broker, first), ['a'])
  t.deepEqual(committedIn(broker, last), [])
  t.is(await stateOf(broker), 'PrepareCommit')
  t.is(await producer.add(first), 'CONCURRENT_TRANSACTIONS')
  t.is(await producer.end(true), 'CONCURRENT_TRANSACTIONS')
  t.is(await new TestProducer(broker).initialize(), 'CONCURRENT_TRANSACTIONS')
  while ((await stateOf(broker)) === 'PrepareCommit') {
    broker.clock.advance(0)
    await Promise.resolve()
  }
  t.is(await ended, 'NONE')
  t.deepEqual(committedIn(broker, last), ['z'])
  await broker.close()
})

test('an open transaction goes on after an orderly end of the broker, and no id is given twice', async (t) => {
  const broker = await openWithOrders()
  const producer = await TestProducer.open(broker)
  t.is(await producer.write(first, 'before'), 'NONE')
  await broker.close()
  const { clock, disk } = broker
  const successor = await TestBroker.open({ clock, disk })
  producer.broker = successor
  t.is(await producer.write(second, 'after'), 'NONE')
  t.is(await producer.end(true), 'NONE')
  t.deepEqual(committedIn(successor, first), ['before'])
  t.deepEqual(committedIn(successor, second), ['after'])
  const other = await TestProducer.open(successor, { transactionalId: 'other' })
  t.true(other.producerId > producer.producerId)
  await successor.close()
})

test('a topic that is deleted does not hold up the end of a transaction that wrote to it', async (t) => {
  const broker = await openWithOrders()
  const { topics } = broker.broker.parts
  const doomed = await topics.create({ name: 'doomed', partitionCount: 1 })
  const producer = await TestProducer.open(broker)
  await producer.write({ topic: 'doomed', partition: 0 }, 'gone')
  await producer.write(first, 'stays')
  await topics.delete(doomed)
  t.is(await producer.end(true), 'NONE')
  t.is(await stateOf(broker), 'CompleteCommit')
  t.deepEqual(committedIn(broker, first), ['stays'])
  await broker.close()
})

test('a transactional id that nobody has used for a week is forgotten, one with an open transaction is not', async (t) => {
  const broker = await openWithOrders()
  await TestProducer.open(broker, { transactionalId: 'idle' })
  broker.clock.advance(6 * DAY_MS)
  const busy = await TestProducer.open(broker, { transactionalId: 'busy' })
  await busy.write(first, 'a')
  broker.clock.advance(DAY_MS + 60 * MINUTE_MS)
  t.is(await stateOf(broker, 'idle'), '')
  t.is(await stateOf(broker, 'busy'), 'CompleteAbort')
  t.deepEqual(
    broker.broker.parts.transactions
      .list({ statuses: [], producerIds: [], longerThanMs: -1 })
      .map(({ transactionalId }) => transactionalId),
    ['busy'],
  )
  await broker.close()
})

test('transactional ids are forgotten however long they are', async (t) => {
  const broker = await TestBroker.open({ config: { transactionStateLogNumPartitions: 1 } })
  for (const transactionalId of ['x'.repeat(20_000), 'y'.repeat(32_000), 'short']) {
    await TestProducer.open(broker, { transactionalId })
  }
  broker.clock.advance(7 * DAY_MS + 60 * MINUTE_MS)
  const all = { statuses: [], producerIds: [], longerThanMs: -1 }
  t.is(broker.broker.parts.transactions.list(all).length, 0)
  await broker.close()
})

test('a broker without transactional ids has no timer for them', async (t) => {
  const broker = await openWithOrders()
  const idle = broker.clock.pendingTimers
  await broker.ask(apis.initProducerId, { body: { transactionalId: null, transactionTimeoutMs: 0 } })
  t.is(broker.clock.pendingTimers, idle)
  await broker.close()
  t.is(broker.clock.pendingTimers, 0)
})
