import test from 'ava'
import { errors } from '../../protocol/errors.ts'
import { TestBroker, TestClient } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'
import { type FetchForTest, fetchFrom, settle, watched } from './test-fetch.contract.ts'

const { INVALID_FETCH_SESSION_EPOCH, FETCH_SESSION_ID_NOT_FOUND, FETCH_SESSION_TOPIC_ID_ERROR } = errors

async function brokerWithOrders(options: Parameters<typeof TestBroker.open>[0] = {}) {
  const broker = await TestBroker.open(options)
  const topic = await createOrders(broker, 4)
  const append = (index: number, ...values: string[]) =>
    topic.partitions[index]?.append(batchOf(values), { origin: 'client' })
  const fetch = (options: FetchForTest) => fetchFrom(broker, { partitions: [], ...options })
  const open = async (indexes: readonly number[], version = 17) => {
    const { sessionId, errorCode } = await fetch({ version, session: [0, 0], partitions: wanted(...indexes) })
    return { sessionId, errorCode }
  }
  return { broker, topic, append, fetch, open }
}

function wanted(...indexes: readonly number[]) {
  return indexes.map((partition) => ({ partition }))
}

for (const version of [7, 11, 12, 13, 18]) {
  test(`version ${version}: after a full answer, only what has changed is told`, async (t) => {
    const { broker, append, fetch } = await brokerWithOrders()
    append(0, 'a')
    const first = await fetch({ version, session: [0, 0], partitions: wanted(0, 1, 2) })
    t.deepEqual(first.values, { 0: ['a'], 1: [], 2: [] })
    const { sessionId: id } = first
    t.true(id > 0)
    const second = await fetch({ version, session: [id, 1], partitions: [{ partition: 0, offset: 1 }] })
    t.deepEqual([second.errorCode, second.sessionId, second.values], [0, id, {}])
    append(2, 'b')
    t.deepEqual((await fetch({ version, session: [id, 2] })).values, { 2: ['b'] })
    t.deepEqual((await fetch({ version, session: [id, 3] })).values, { 2: ['b'] }, 'the reader has not moved on')
    const moved = await fetch({ version, session: [id, 4], partitions: [{ partition: 2, offset: 1 }] })
    t.deepEqual(moved.values, {})
    await broker.close()
  })
}

test('partitions join and leave a session', async (t) => {
  const { broker, append, fetch, open } = await brokerWithOrders()
  const { sessionId: id } = await open([0, 1])
  for (const index of [0, 1, 2, 3]) append(index, `in ${index}`)
  const joined = await fetch({ session: [id, 1], partitions: wanted(2), forgotten: [0] })
  t.deepEqual(joined.values, { 1: ['in 1'], 2: ['in 2'] })
  const left = await fetch({ session: [id, 2], forgotten: [1, 2], partitions: wanted(3) })
  t.deepEqual(left.values, { 3: ['in 3'] })
  const last = await fetch({ session: [id, 3], forgotten: [3], maxWaitMs: 500 })
  t.deepEqual([last.errorCode, last.sessionId, last.values], [0, 0, {}], 'without partitions there is no session')
  t.is((await fetch({ session: [id, 4] })).errorCode, FETCH_SESSION_ID_NOT_FOUND.code)
  await broker.close()
})

test('a request of another epoch, or of no session, is refused', async (t) => {
  const { broker, fetch, open } = await brokerWithOrders()
  const { sessionId: id } = await open([0])
  for (const epoch of [2, 7]) {
    const { errorCode, sessionId, partitions } = await fetch({ session: [id, epoch] })
    t.deepEqual([errorCode, sessionId, partitions], [INVALID_FETCH_SESSION_EPOCH.code, 0, []])
  }
  t.is((await fetch({ session: [id, 1] })).errorCode, 0)
  t.is((await fetch({ session: [id, 1] })).errorCode, INVALID_FETCH_SESSION_EPOCH.code)
  t.is((await fetch({ session: [id + 1, 1] })).errorCode, FETCH_SESSION_ID_NOT_FOUND.code)
  t.is((await fetch({ version: 12, session: [id, 2] })).errorCode, FETCH_SESSION_TOPIC_ID_ERROR.code)
  await broker.close()
})

test('a full request takes the place of its old session, and the final epoch ends it', async (t) => {
  const { broker, fetch, open } = await brokerWithOrders()
  const { sessionId: first } = await open([0])
  const { sessionId: second } = await fetch({ session: [first, 0], partitions: wanted(1) })
  t.not(second, first)
  t.is((await fetch({ session: [first, 1] })).errorCode, FETCH_SESSION_ID_NOT_FOUND.code)
  const final = await fetch({ session: [second, -1], partitions: wanted(1) })
  t.deepEqual([final.errorCode, final.sessionId, final.values], [0, 0, { 1: [] }])
  t.is((await fetch({ session: [second, 1] })).errorCode, FETCH_SESSION_ID_NOT_FOUND.code)
  await broker.close()
})

test('partitions that were given records come last the next time', async (t) => {
  const { broker, append, fetch } = await brokerWithOrders()
  for (const index of [0, 1, 2]) for (const value of ['a', 'b']) append(index, value)
  const { sessionId: id } = await fetch({ session: [0, 0], partitions: [{ partition: 3 }] })
  const served: string[] = []
  let partitions = wanted(0, 1, 2)
  for (const epoch of [1, 2, 3, 4]) {
    const { values } = await fetch({ session: [id, epoch], maxBytes: 1, partitions })
    const withRecords = Object.entries(values).filter(([, list]) => list.length > 0)
    served.push(...withRecords.map(([index]) => index))
    partitions = []
  }
  t.deepEqual(served, ['0', '1', '2', '0'])
  await broker.close()
})

test('an error is told each time, and that it is over once', async (t) => {
  const { broker, fetch } = await brokerWithOrders()
  const request = { version: 12, maxWaitMs: 0 }
  const late = [{ topic: 'late' }]
  const { sessionId: id } = await fetch({ ...request, session: [0, 0], partitions: [...late, ...wanted(1)] })
  const codes = async (epoch: number) =>
    (await fetch({ ...request, session: [id, epoch] })).partitions.map(({ errorCode }) => errorCode)
  const { code } = errors.UNKNOWN_TOPIC_OR_PARTITION
  t.deepEqual([await codes(1), await codes(2)], [[code], [code]])
  await broker.broker.parts.topics.create({ name: 'late', partitionCount: 1 })
  t.deepEqual([await codes(3), await codes(4)], [[0], []])
  await broker.close()
})

test('a topic that was made anew is not taken for the old one', async (t) => {
  const { broker, topic, fetch, open } = await brokerWithOrders()
  const { sessionId: byId } = await open([0])
  const { sessionId: byName } = await open([0], 12)
  await broker.broker.parts.topics.delete(topic)
  const error = async (session: readonly [number, number], version: number) =>
    (await fetch({ version, session })).partitions[0]?.errorCode
  t.is(await error([byId, 1], 13), errors.UNKNOWN_TOPIC_OR_PARTITION.code)
  const [anew] = (await createOrders(broker)).partitions
  anew?.append(batchOf(['new']), { origin: 'client' })
  t.is(await error([byId, 2], 13), errors.INCONSISTENT_TOPIC_ID.code)
  t.deepEqual((await fetch({ version: 12, session: [byName, 1] })).values, { 0: ['new'] })
  await broker.close()
})

test('who goes on with a session while an older request of it waits sends that one away', async (t) => {
  const { broker, append, fetch, open } = await brokerWithOrders()
  const { sessionId: id } = await open([0])
  const older = watched(fetch({ session: [id, 1], maxWaitMs: 500 }))
  await settle()
  const newer = watched(fetch({ session: [id, 2], maxWaitMs: 500 }))
  t.is((await older.promise).errorCode, INVALID_FETCH_SESSION_EPOCH.code)
  append(0, 'a')
  t.deepEqual((await newer.promise).values, { 0: ['a'] })
  const third = watched(fetch({ session: [id, 3], maxWaitMs: 500, partitions: [{ partition: 0, offset: 1 }] }))
  await settle()
  await fetch({ session: [id, 0], partitions: wanted(1) })
  t.is((await third.promise).errorCode, FETCH_SESSION_ID_NOT_FOUND.code)
  await broker.close()
})

test('a client that goes while it waits may go on with its session elsewhere', async (t) => {
  const { broker, append, fetch, open } = await brokerWithOrders()
  const { sessionId: id } = await open([0])
  const client = new TestClient()
  const lost = watched(fetch({ client, session: [id, 1], maxWaitMs: 500 }))
  await settle()
  append(0, 'a')
  client.hangUp()
  await t.throwsAsync(lost.promise)
  t.deepEqual((await fetch({ session: [id, 2] })).values, { 0: ['a'] })
  await broker.close()
})

test('sessions have slots: idle ones make room, and larger ones push out smaller ones that are old', async (t) => {
  const config = { maxIncrementalFetchSessionCacheSlots: 2 }
  const { broker, fetch, open } = await brokerWithOrders({ config })
  const { sessionId: small } = await open([0])
  const { sessionId: large } = await open([0, 1, 2])
  const touch = async (id: number, epoch: number) => (await fetch({ session: [id, epoch] })).errorCode
  t.is((await open([0, 1])).sessionId, 0, 'the two are too young')
  broker.clock.advance(119_000)
  t.deepEqual([await touch(small, 1), await touch(large, 1)], [0, 0])
  broker.clock.advance(2_000)
  t.is((await open([3])).sessionId, 0, 'it is not larger')
  const { sessionId: middle } = await open([0, 1])
  t.true(middle > 0)
  t.is(await touch(small, 2), FETCH_SESSION_ID_NOT_FOUND.code)
  t.is(await touch(large, 2), 0)
  broker.clock.advance(120_001)
  t.is(await touch(large, 3), 0)
  t.true((await open([3])).sessionId > 0)
  t.is(await touch(middle, 1), FETCH_SESSION_ID_NOT_FOUND.code)
  await broker.close()
})

test('a session that nobody asks for watches each partition until its first change, and no longer', async (t) => {
  const { broker, topic, append, open } = await brokerWithOrders()
  const watchers = () => topic.partitions.map(({ watcherCount }) => watcherCount)
  await open([0, 1])
  t.deepEqual(watchers(), [1, 1, 0, 0])
  append(0, 'a')
  append(0, 'b')
  t.deepEqual(watchers(), [0, 1, 0, 0])
  await broker.close()
})
