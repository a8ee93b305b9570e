/**
 * Topics through the admin: each with its own outcome, on good days and on bad ones.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { answer, drop, fail, loseAnswer } from '../../testing.ts'
import { BrokerError, ClientError, UsageError } from '../errors.ts'
import { SomeFailedError, settled } from './settled.ts'
import { open } from './stage.contract.ts'

test('a topic is created, listed, described, given partitions and deleted', async (t) => {
  await using stage = await open()
  const { topics } = stage.admin
  const created = (await topics.create([{ name: 'a', partitions: 2, configs: { 'retention.ms': '5000' } }, 'b'])).get(
    'a',
  )
  t.like(created, { name: 'a', isNew: true, partitions: 2, replicationFactor: 1 })
  t.is(created?.configs?.get('retention.ms')?.value, '5000')
  t.deepEqual([...(await topics.list()).keys()].sort(), ['a', 'b'])
  await topics.addPartitions([{ topic: 'a', partitions: 3 }])
  const described = (await topics.describe(['a'])).get('a')
  t.like(described, { name: 'a', id: created?.id, isInternal: false })
  t.deepEqual(
    described?.partitions.map(({ partition, leaderId }) => [partition, leaderId]),
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  )
  await topics.delete(['a', 'b'])
  t.is((await topics.list()).size, 0)
})

test('a topic that was only validated is not there', async (t) => {
  await using stage = await open()
  t.is((await stage.admin.topics.create(['a'], { validateOnly: true })).get('a')?.isNew, true)
  t.is((await stage.admin.topics.list()).size, 0)
})

test('the brokers of each partition may be said', async (t) => {
  await using stage = await open()
  await stage.admin.topics.create([{ name: 'a', assignments: [[1], [1]] }])
  t.is((await stage.admin.topics.describe(['a'])).get('a')?.partitions.length, 2)
  const both = stage.admin.topics.create([{ name: 'b', partitions: 2, assignments: [[1]] }])
  await t.throwsAsync(both, { instanceOf: UsageError })
})

test('of three topics two are created and one is refused, and the rejection holds both', async (t) => {
  await using stage = await open({ topics: ['b'] })
  const problem = await t.throwsAsync(stage.admin.topics.create(['a', 'b', 'c']), { instanceOf: SomeFailedError })
  t.is(problem.code, 'TOPIC_ALREADY_EXISTS')
  t.deepEqual([...problem.values.keys()], ['a', 'c'])
  t.true(problem.errors.get('b') instanceof BrokerError)
  t.regex(problem.message, /1 of 3 failed: CreateTopics b at localhost/)
  const { values, errors } = await settled(stage.admin.topics.create(['a', 'd']))
  t.deepEqual([[...values.keys()], [...errors.keys()]], [['d'], ['a']])
})

test('errors that differ have a code of their own together', async (t) => {
  await using stage = await open({ topics: ['b'] })
  const call = stage.admin.topics.create(['b', 'not a name'])
  t.is((await t.throwsAsync(call, { instanceOf: SomeFailedError })).code, 'SEVERAL_ERRORS')
})

test('topics that are missing are created and others left alone, in one request', async (t) => {
  await using stage = await open({ topics: ['b'] })
  const seen = stage.broker.observe(apis.createTopics)
  const created = await stage.admin.topics.create(['a', 'b'], { keepExisting: true })
  t.deepEqual([created.get('a')?.isNew, created.get('b')?.isNew], [true, false])
  t.is(seen.requests.length, 1)
})

test('a topic that is named twice is a mistake of the caller', async (t) => {
  await using stage = await open()
  await t.throwsAsync(stage.admin.topics.create(['a', { name: 'a', partitions: 2 }]), { instanceOf: UsageError })
})

test('a topic that is not there is an error at once', async (t) => {
  await using stage = await open({ topics: ['a'] })
  const seen = stage.broker.observe(apis.metadata)
  const { values, errors } = await settled(stage.admin.topics.describe(['a', 'missing']))
  t.deepEqual([...values.keys()], ['a'])
  t.is(errors.get('missing')?.code, 'UNKNOWN_TOPIC_OR_PARTITION')
  t.is(seen.requests.filter(({ body }) => body.topics?.length === 2).length, 1)
  t.is((await settled(stage.admin.topics.delete(['missing']))).errors.size, 1)
})

test('a broker that is no controller any more is not asked twice in a row: the cluster is asked who is', async (t) => {
  await using stage = await open()
  await stage.admin.describeCluster()
  stage.broker.control(apis.createTopics, fail('NOT_CONTROLLER'), { times: 1 })
  const seen = stage.broker.observe('any')
  await stage.admin.topics.create(['a'])
  t.deepEqual(
    seen.requests.map(({ api }) => api.name).filter((name) => name !== 'ApiVersions'),
    ['Metadata', 'CreateTopics', 'Metadata', 'CreateTopics'],
  )
})

test('only the topics that failed for now are asked for again', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe(apis.createTopics)
  stage.broker.control(
    apis.createTopics,
    async (request) => {
      const truth = await request.handle()
      if (truth === null) return undefined
      const topics = truth.topics.map((one) => (one.name === 'b' ? { ...one, errorCode: 89 } : one))
      return answer({ ...truth, topics })
    },
    { times: 1 },
  )
  const { values, errors } = await settled(stage.admin.topics.create(['a', 'b', 'c']))
  t.deepEqual(
    seen.requests.map(({ body }) => body.topics.map(({ name }) => name)),
    [['a', 'b', 'c'], ['b']],
  )
  t.deepEqual([...values.keys()], ['a', 'c'])
  t.is(errors.get('b')?.code, 'TOPIC_ALREADY_EXISTS')
})

test('a topic whose creation got no answer is there already when it is asked for again, and that is told', async (t) => {
  await using stage = await open()
  stage.broker.control(apis.createTopics, loseAnswer, { times: 1 })
  const { errors } = await settled(stage.admin.topics.create(['a']))
  const problem = errors.get('a')
  t.is(problem?.code, 'TOPIC_ALREADY_EXISTS')
  t.regex(problem?.message ?? '', /may have done it/)
  t.true((await stage.admin.topics.list()).has('a'))
})

test('whoever keeps what exists does not notice that an answer was lost', async (t) => {
  await using stage = await open()
  stage.broker.control(apis.createTopics, loseAnswer, { times: 1 })
  t.is((await stage.admin.topics.create(['a'], { keepExisting: true })).get('a')?.isNew, false)
})

test('a deletion whose request was lost is done all the same', async (t) => {
  await using stage = await open({ topics: ['a'] })
  stage.broker.control(apis.deleteTopics, drop, { times: 2 })
  await stage.admin.topics.delete(['a'])
  t.is((await stage.admin.topics.list()).size, 0)
})

test('a topic of which no word comes is an error, and the others are done', async (t) => {
  await using stage = await open()
  const created = { name: 'a', topicId: ZERO_UUID, errorCode: 0, errorMessage: null, configs: null }
  stage.broker.control(apis.createTopics, answer({ throttleTimeMs: 0, topics: [created] }))
  const { values, errors } = await settled(stage.admin.topics.create(['a', 'b']))
  t.deepEqual([...values.keys()], ['a'])
  t.true(errors.get('b') instanceof ClientError)
})

test('nothing to do is done without a request', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe('any')
  t.is((await stage.admin.topics.create([])).size, 0)
  t.is(seen.requests.length, 0)
})
