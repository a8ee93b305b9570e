/**
 * Offsets and records of partitions: asked of their leaders, wherever these are.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { answer, drop, fail, loseAnswer } from '../../testing.ts'
import { SomeFailedError, settled } from './settled.ts'
import { FIRST_TIMESTAMP, fill, open, producerOf } from './stage.contract.ts'

const topics = [{ name: 'a', partitions: 3 }]
const all = [0, 1, 2].map((partition) => ({ topic: 'a', partition }))

test('a partition has a start, an end, a latest record and offsets for points in time', async (t) => {
  await using stage = await open({ topics })
  const partition = { topic: 'a', partition: 0 }
  await fill(stage, { topic: 'a', count: 5 })
  const at = async (spec: Parameters<typeof stage.admin.offsets.list>[1]) =>
    (await stage.admin.offsets.list([partition], spec)).get('a-0')?.offset
  t.is(await at({ at: 'earliest' }), 0)
  t.is(await at({}), 5)
  t.is(await at({ at: 'maxTimestamp' }), 4)
  t.is(await at({ at: FIRST_TIMESTAMP + 1_500 }), 2)
  t.is(await at({ at: FIRST_TIMESTAMP + 10_000_000 }), -1)
  t.is(await at({ at: 'earliestLocal' }), 0)
})

test('each partition may be asked for another point, all in one request', async (t) => {
  await using stage = await open({ topics })
  await fill(stage, { topic: 'a', count: 2 })
  const seen = stage.broker.observe(apis.listOffsets)
  const offsets = await stage.admin.offsets.list([
    { topic: 'a', partition: 0, at: 'earliest' },
    { topic: 'a', partition: 1 },
    { topic: 'a', partition: 2 },
  ])
  t.deepEqual(
    Array.from(offsets, ([name, { offset }]) => [name, offset]),
    [
      ['a-0', 0],
      ['a-1', 0],
      ['a-2', 0],
    ],
  )
  t.is(seen.requests.length, 1)
})

test('leaders are looked up once and remembered', async (t) => {
  await using stage = await open({ topics })
  await stage.admin.offsets.list(all)
  const seen = stage.broker.observe('any')
  await stage.admin.offsets.list(all)
  t.deepEqual(
    seen.requests.map(({ api }) => api.name),
    ['ListOffsets'],
  )
})

test('the end for readers of committed records is where the first open transaction begins', async (t) => {
  await using stage = await open({ topics })
  await fill(stage, { topic: 'a', count: 2 })
  await using producer = producerOf(stage, { transactionalId: 'tx' })
  await producer.initTransactions()
  producer.begin()
  await producer.sendAndWait({ topic: 'a', partition: 0, value: 'open' })
  const { offsets } = stage.admin
  t.is((await offsets.list([{ topic: 'a', partition: 0 }])).get('a-0')?.offset, 3)
  const committed = await offsets.list([{ topic: 'a', partition: 0 }], { isolation: 'read_committed' })
  t.is(committed.get('a-0')?.offset, 2)
  await producer.abort()
})

test('a leader that has moved is looked up again, for its partition alone', async (t) => {
  await using stage = await open({ topics })
  await fill(stage, { topic: 'a', count: 4 })
  await stage.admin.offsets.list(all)
  const seen = stage.broker.observe(apis.listOffsets)
  const looked = stage.broker.observe(apis.metadata)
  stage.broker.control(
    apis.listOffsets,
    async (request) => {
      const truth = await request.handle()
      if (truth === null) return undefined
      const moved = truth.topics.map((topic) => ({
        ...topic,
        partitions: topic.partitions.map((one) => (one.partitionIndex === 1 ? { ...one, errorCode: 6 } : one)),
      }))
      return answer({ ...truth, topics: moved })
    },
    { times: 2 },
  )
  t.is((await stage.admin.offsets.list(all)).size, 3)
  const asked = seen.requests.map(({ body }) => body.topics[0]?.partitions.map(({ partitionIndex }) => partitionIndex))
  t.deepEqual(asked, [[0, 1, 2], [1], [1]])
  t.is(looked.requests.length, 2)
})

test('a partition whose leader is lost for a while gets its answer when there is one', async (t) => {
  await using stage = await open({ topics })
  await stage.admin.describeCluster()
  stage.broker.control(apis.metadata, fail('LEADER_NOT_AVAILABLE'), { times: 2, topic: 'a' })
  stage.broker.control(apis.listOffsets, drop, { times: 1 })
  t.is((await stage.admin.offsets.list(all)).size, 3)
})

test('a topic that nobody knows is given up after five attempts, and one that comes meanwhile is found', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe(apis.metadata, { topic: 'late' })
  const missing = await settled(stage.admin.offsets.list([{ topic: 'late', partition: 0 }]))
  t.is(missing.errors.get('late-0')?.code, 'UNKNOWN_TOPIC_OR_PARTITION')
  t.is(seen.requests.length, 5)
  await stage.admin.topics.create(['late'])
  stage.broker.control(apis.metadata, fail('UNKNOWN_TOPIC_OR_PARTITION'), { times: 3, topic: 'late' })
  t.is((await stage.admin.offsets.list([{ topic: 'late', partition: 0 }])).size, 1)
})

test('a partition that its topic does not have is an error, and the others have their offsets', async (t) => {
  await using stage = await open({ topics })
  const problem = await t.throwsAsync(stage.admin.offsets.list([...all, { topic: 'a', partition: 9 }]), {
    instanceOf: SomeFailedError,
  })
  t.is(problem.values.size, 3)
  t.is(problem.errors.get('a-9')?.code, 'UNKNOWN_TOPIC_OR_PARTITION')
})

test('records are deleted up to an offset or the end, also where the answer is lost', async (t) => {
  await using stage = await open({ topics })
  await fill(stage, { topic: 'a', partition: 0, count: 5 })
  await fill(stage, { topic: 'a', partition: 1, count: 5 })
  stage.broker.control(apis.deleteRecords, loseAnswer, { times: 1 })
  const deleted = await stage.admin.records.delete([
    { topic: 'a', partition: 0, before: 3 },
    { topic: 'a', partition: 1, before: 'end' },
  ])
  t.deepEqual([deleted.get('a-0')?.startOffset, deleted.get('a-1')?.startOffset], [3, 5])
  const starts = await stage.admin.offsets.list(all, { at: 'earliest' })
  t.deepEqual(
    Array.from(starts.values(), ({ offset }) => offset),
    [3, 5, 0],
  )
})

test('records beyond the end cannot be deleted, and those of the other partition are', async (t) => {
  await using stage = await open({ topics })
  await fill(stage, { topic: 'a', count: 2 })
  const { values, errors } = await settled(
    stage.admin.records.delete([
      { topic: 'a', partition: 0, before: 1 },
      { topic: 'a', partition: 1, before: 7 },
    ]),
  )
  t.is(values.get('a-0')?.startOffset, 1)
  t.is(errors.get('a-1')?.code, 'OFFSET_OUT_OF_RANGE')
})
