import test from 'ava'
import { errors } from '../../protocol/errors.ts'
import { TestBroker, TestClient } from '../test-broker.contract.ts'
import { batchOf, createOrders, produceTo, writeInTransaction } from '../test-records.contract.ts'
import { type FetchForTest, fetchFrom, settle, watched } from './test-fetch.contract.ts'

async function brokerWithOrders(partitionCount = 1) {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, partitionCount)
  const partitionAt = (index: number) => {
    const partition = topic.partitions[index]
    if (partition === undefined) throw new Error(`expected partition ${index}`)
    return partition
  }
  const append = (index: number, ...values: string[]) =>
    partitionAt(index).append(batchOf(values), { origin: 'client' })
  const { fetches } = broker.broker.parts
  /** A fetch that is under way. */
  const begin = async (options: FetchForTest) => {
    const fetch = watched(fetchFrom(broker, { maxWaitMs: 500, ...options }))
    await settle()
    return fetch
  }
  return { broker, topic, partitionAt, append, begin, fetches }
}

test('a fetch without records waits as long as it may, and is answered empty', async (t) => {
  const { broker, begin, fetches } = await brokerWithOrders()
  const fetch = await begin({})
  broker.clock.advance(499)
  await settle()
  t.false(fetch.isDone)
  broker.clock.advance(1)
  t.deepEqual((await fetch.promise).values, { 0: [] })
  t.deepEqual([fetches.waitingCount, broker.clock.pendingTimers], [0, (await idleTimers()).count])
  await broker.close()
})

test('two readers of a partition are both woken by a produce', async (t) => {
  const { broker, begin, partitionAt } = await brokerWithOrders()
  const [first, second] = [await begin({}), await begin({ version: 11 })]
  await produceTo(broker, batchOf(['a']))
  t.deepEqual((await first.promise).values, { 0: ['a'] })
  t.deepEqual((await second.promise).values, { 0: ['a'] })
  t.is(partitionAt(0).watcherCount, 0)
  await broker.close()
})

test('the bytes of several partitions together are enough for a fetch', async (t) => {
  const { broker, append, begin } = await brokerWithOrders(3)
  const size = batchOf(['aaa']).length
  append(0, 'aaa')
  const partitions = [{ partition: 0 }, { partition: 1 }, { partition: 2 }]
  const fetch = await begin({ minBytes: 4 * size, partitions })
  for (const index of [1, 1]) {
    append(index, 'aaa')
    await settle()
    t.false(fetch.isDone)
  }
  append(2, 'aaa')
  t.deepEqual((await fetch.promise).values, { 0: ['aaa'], 1: ['aaa', 'aaa'], 2: ['aaa'] })
  await broker.close()
})

test('bytes beyond what a partition may give do not count', async (t) => {
  const { broker, append, begin } = await brokerWithOrders(2)
  const size = batchOf(['aaa']).length
  const partitions = [{ partition: 0, maxBytes: size }, { partition: 1 }]
  const fetch = await begin({ minBytes: 3 * size, partitions })
  for (let round = 0; round < 5; round++) append(0, 'aaa')
  await settle()
  t.false(fetch.isDone)
  append(1, 'aaa')
  append(1, 'aaa')
  t.deepEqual((await fetch.promise).values, { 0: ['aaa'], 1: ['aaa', 'aaa'] })
  await broker.close()
})

test('a fetch that asks for more than it may be given is content with that', async (t) => {
  const { broker, append } = await brokerWithOrders()
  append(0, 'a'.repeat(2_000))
  const { values } = await fetchFrom(broker, { maxWaitMs: 500, minBytes: 1_000_000, maxBytes: 1_000 })
  t.is(values[0]?.length, 1)
  await broker.close()
})

test('batches that do not fill an answer to its last byte are enough if there are more', async (t) => {
  const { broker, append } = await brokerWithOrders(2)
  for (const index of [0, 1]) for (let round = 0; round < 5; round++) append(index, 'a'.repeat(300))
  const limits = { maxWaitMs: 500, minBytes: 1_000, maxBytes: 1_000 }
  t.is((await fetchFrom(broker, limits)).values[0]?.length, 2)
  const partitions = [{ partition: 0, maxBytes: 500 }, { partition: 1 }]
  const { values } = await fetchFrom(broker, { ...limits, partitions })
  t.deepEqual([values[0]?.length, values[1]?.length], [1, 1])
  await broker.close()
})

test('a fetch that wants nothing is answered at once', async (t) => {
  const { broker } = await brokerWithOrders()
  t.deepEqual((await fetchFrom(broker, { maxWaitMs: 500, minBytes: 0 })).values, { 0: [] })
  t.deepEqual((await fetchFrom(broker, { maxWaitMs: 500, partitions: [] })).values, {})
  await broker.close()
})

test('a reader of committed records is woken by the marker, and not by the records', async (t) => {
  const { broker, partitionAt, begin } = await brokerWithOrders()
  const transaction = writeInTransaction(partitionAt(0), 1)
  const fetch = await begin({ committed: true })
  transaction.write('a')
  transaction.write('b')
  await settle()
  t.false(fetch.isDone)
  transaction.commit()
  t.deepEqual((await fetch.promise).values, { 0: ['a', 'b', 'COMMIT'] })
  await broker.close()
})

test('what an open transaction held back before the fetch came counts once it is over', async (t) => {
  const { broker, partitionAt, begin } = await brokerWithOrders()
  const [one, other] = [writeInTransaction(partitionAt(0), 1), writeInTransaction(partitionAt(0), 2)]
  one.write('a'.repeat(1_000))
  const fetch = await begin({ committed: true, minBytes: 1_000 })
  other.write('b'.repeat(1_000))
  one.abort()
  const { values, partitions } = await fetch.promise
  t.is(values[0]?.length, 1)
  t.deepEqual(
    partitions[0]?.abortedTransactions?.map(({ producerId }) => producerId),
    [1],
  )
  const next = await begin({ committed: true, minBytes: 1_000, partitions: [{ offset: 1 }] })
  t.false(next.isDone)
  other.commit()
  t.deepEqual((await next.promise).values[0]?.slice(1), ['ABORT', 'COMMIT'])
  await broker.close()
})

test('the deletion of a topic answers who waits for it', async (t) => {
  const { broker, topic, begin } = await brokerWithOrders()
  await broker.broker.parts.topics.create({ name: 'others', partitionCount: 1 })
  const partitions = [{ topic: 'others' }, { topic: 'orders' }]
  const [byName, byId] = [await begin({ version: 12, partitions }), await begin({ version: 13, partitions })]
  await broker.broker.parts.topics.delete(topic)
  for (const { promise } of [byName, byId]) {
    const { partitions: answered } = await promise
    t.deepEqual(
      answered.map(({ errorCode }) => errorCode),
      [0, errors.UNKNOWN_TOPIC_OR_PARTITION.code],
    )
  }
  const later = await begin({ version: 12, partitions })
  t.false(later.isDone, 'others may still get records')
  broker.clock.advance(500)
  await later.promise
  await broker.close()
})

test('a reader whose records are deleted while it waits hears of it', async (t) => {
  const { broker, append, partitionAt, begin } = await brokerWithOrders()
  append(0, 'a')
  append(0, 'b')
  const fetch = await begin({ minBytes: 1_000 })
  t.false(fetch.isDone)
  partitionAt(0).deleteRecordsBefore(1)
  t.is((await fetch.promise).partitions[0]?.errorCode, errors.OFFSET_OUT_OF_RANGE.code)
  await broker.close()
})

test('a change of leader answers who knows the old one', async (t) => {
  const { broker, partitionAt, begin } = await brokerWithOrders()
  const fetch = await begin({ partitions: [{ currentLeaderEpoch: 0 }] })
  partitionAt(0).moveLeader()
  t.is((await fetch.promise).partitions[0]?.errorCode, errors.FENCED_LEADER_EPOCH.code)
  await broker.close()
})

test('a client that goes leaves nothing behind', async (t) => {
  const { broker, begin, fetches, partitionAt } = await brokerWithOrders()
  const { count } = await idleTimers()
  const client = new TestClient()
  const fetch = await begin({ client })
  t.deepEqual([fetches.waitingCount, partitionAt(0).watcherCount], [1, 1])
  client.hangUp()
  await t.throwsAsync(fetch.promise, { message: /silence/ })
  t.deepEqual([fetches.waitingCount, partitionAt(0).watcherCount, broker.clock.pendingTimers], [0, 0, count])
  await broker.close()
})

test('a broker that closes lets go of who waits', async (t) => {
  const { broker, begin } = await brokerWithOrders()
  const fetch = await begin({})
  await broker.close()
  await t.throwsAsync(fetch.promise, { message: /silence/ })
})

test('an append wakes a fetch of thousands of partitions without a look at all of them', async (t) => {
  const { broker, append, begin, topic } = await brokerWithOrders(2_000)
  const partitions = topic.partitions.map(({ index }) => ({ partition: index }))
  const { sessionId } = await fetchFrom(broker, { session: [0, 0], partitions })
  const fetch = await begin({ session: [sessionId, 1], partitions: [] })
  const looks = countLooks(topic)
  append(1_234, 'a')
  t.deepEqual((await fetch.promise).values, { 1234: ['a'] })
  t.true(looks.count < 20, `${looks.count} looks`)
  await broker.close()
})

/** How often somebody asks how far a log goes. */
function countLooks(topic: { readonly partitions: readonly { readonly log: object }[] }) {
  const looks = { count: 0 }
  for (const { log } of topic.partitions) {
    const getter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(log), 'highWatermark')?.get
    Object.defineProperty(log, 'highWatermark', {
      get() {
        looks.count++
        return getter?.call(log)
      },
    })
  }
  return looks
}

/** The timers that a broker has by itself. */
async function idleTimers() {
  const broker = await TestBroker.open()
  const count = broker.clock.pendingTimers
  await broker.close()
  return { count }
}
