import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

const { NONE, UNKNOWN_TOPIC_OR_PARTITION, INVALID_TOPIC_EXCEPTION, UNKNOWN_TOPIC_ID, INVALID_REQUEST } = errors

async function withOrders(config = {}) {
  const broker = await TestBroker.open({ config })
  const topic = await broker.broker.parts.topics.create({ name: 'orders', partitionCount: 2 })
  return { broker, topic }
}

for (const version of [0, 1, 4, 6, 8, 9, 10, 12, 13]) {
  test(`version ${version} tells of the broker, a topic and its partitions`, async (t) => {
    const { broker, topic } = await withOrders()
    const answer = await broker.ask(apis.metadata, { version, body: { topics: [{ name: 'orders' }] } })
    const host = { nodeId: 1, host: 'localhost', port: 9092, rack: null }
    t.deepEqual(answer.brokers, [host])
    t.is(answer.clusterId, version >= 2 ? 'a-cluster-of-one-broker' : null)
    t.is(answer.controllerId, version >= 1 ? 1 : -1)
    const [told] = answer.topics ?? []
    t.like(told, { errorCode: NONE.code, name: 'orders', topicId: version >= 10 ? topic.id : ZERO_UUID })
    const leader = { errorCode: NONE.code, leaderId: 1, leaderEpoch: version >= 7 ? 0 : -1, offlineReplicas: [] }
    const partition = { ...leader, replicaNodes: [1], isrNodes: [1] }
    t.deepEqual(told?.partitions, [
      { ...partition, partitionIndex: 0 },
      { ...partition, partitionIndex: 1 },
    ])
  })
}

test('null asks for all topics and an empty list for none, but for all in version 0', async (t) => {
  const { broker } = await withOrders()
  const namesOf = async (version: number, topics: [] | null) => {
    const answer = await broker.ask(apis.metadata, { version, body: { topics } })
    return answer.topics?.map(({ name }) => name)
  }
  t.deepEqual(await namesOf(0, []), ['orders'])
  t.deepEqual(await namesOf(1, []), [])
  t.deepEqual(await namesOf(1, null), ['orders'])
  t.deepEqual(await namesOf(13, null), ['orders'])
})

test('a topic that is not there is created, with as many partitions as the broker is set to', async (t) => {
  const { broker } = await withOrders({ numPartitions: 3 })
  const { topics } = await broker.ask(apis.metadata, { version: 4, body: { topics: [{ name: 'users' }] } })
  t.is(topics?.[0]?.errorCode, NONE.code)
  t.is(topics?.[0]?.partitions.length, 3)
})

test('a topic is created only where client and broker allow it', async (t) => {
  const { broker: closed } = await withOrders({ autoCreateTopicsEnable: false })
  const { broker: open } = await withOrders()
  const topics = [{ name: 'users' }]
  const refused = await closed.ask(apis.metadata, { body: { topics } })
  const unwanted = await open.ask(apis.metadata, { body: { topics, allowAutoTopicCreation: false } })
  t.is(refused.topics?.[0]?.errorCode, UNKNOWN_TOPIC_OR_PARTITION.code)
  t.is(unwanted.topics?.[0]?.errorCode, UNKNOWN_TOPIC_OR_PARTITION.code)
})

test('names are answered once each, and those that cannot be are refused by themselves', async (t) => {
  const { broker } = await withOrders()
  const topics = [{ name: 'a b' }, { name: 'orders' }, { name: '' }, { name: 'orders' }]
  const answer = await broker.ask(apis.metadata, { body: { topics } })
  t.deepEqual(
    answer.topics?.map(({ name, errorCode }) => [name, errorCode]),
    [
      ['a b', INVALID_TOPIC_EXCEPTION.code],
      ['orders', NONE.code],
      ['', INVALID_TOPIC_EXCEPTION.code],
    ],
  )
})

test('from version 12 on topics are found by their ids, whatever name is beside them', async (t) => {
  const { broker, topic } = await withOrders()
  const unknown = 'hCkmCsQIQMGhkCHXvZcBGQ'
  const topics = [
    { name: null, topicId: topic.id },
    { name: 'orders', topicId: unknown },
  ]
  const answer = await broker.ask(apis.metadata, { version: 12, body: { topics } })
  t.deepEqual(
    answer.topics?.map(({ name, topicId, errorCode }) => [name, topicId, errorCode]),
    [
      ['orders', topic.id, NONE.code],
      [null, unknown, UNKNOWN_TOPIC_ID.code],
    ],
  )
})

test('an id before version 12, or neither name nor id, is refused', async (t) => {
  const { broker, topic } = await withOrders()
  const early = { version: 10, body: { topics: [{ name: null, topicId: topic.id }] } }
  const neither = { version: 12, body: { topics: [{ name: null }] } }
  for (const question of [early, neither]) {
    t.is((await broker.ask(apis.metadata, question)).topics?.[0]?.errorCode, INVALID_REQUEST.code)
  }
})

test("a coordinator's topic that is asked for is created with its settings, and is internal", async (t) => {
  const { broker } = await withOrders({ offsetsTopicNumPartitions: 5 })
  const { topics } = await broker.ask(apis.metadata, { body: { topics: [{ name: '__consumer_offsets' }] } })
  t.like(topics?.[0], { errorCode: NONE.code, isInternal: true })
  t.is(topics?.[0]?.partitions.length, 5)
  t.is(broker.broker.parts.topics.get('__consumer_offsets')?.logConfig.cleanupPolicy.compact, true)
})

test('authorized operations are all there are, where somebody asks for them', async (t) => {
  const { broker } = await withOrders()
  const body = { topics: [{ name: 'orders' }] }
  const wanted = { includeTopicAuthorizedOperations: true, includeClusterAuthorizedOperations: true }
  const told = await broker.ask(apis.metadata, { version: 10, body: { ...body, ...wanted } })
  t.is(told.clusterAuthorizedOperations, 8096)
  t.is(told.topics?.[0]?.topicAuthorizedOperations, 3576)
  const untold = await broker.ask(apis.metadata, { version: 10, body })
  t.is(untold.clusterAuthorizedOperations, -2147483648)
  t.is(untold.topics?.[0]?.topicAuthorizedOperations, -2147483648)
})
