import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { type ErrorName, errorByCode, errors } from '../../protocol/errors.ts'
import type { createTopicsRequest } from '../../protocol/messages/19-create-topics.ts'
import { TestBroker } from '../test-broker.contract.ts'

type Asked = Draft<typeof createTopicsRequest>['topics'][number]

function topic(name: string, more: Partial<Asked> = {}): Asked {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...more }
}

async function create(broker: TestBroker, topics: Asked[], { version = 7, validateOnly = false } = {}) {
  const answer = await broker.ask(apis.createTopics, { version, body: { topics, timeoutMs: 1_000, validateOnly } })
  return answer.topics
}

const assigned = (...assignments: [number, number[]][]) => ({
  numPartitions: -1,
  replicationFactor: -1,
  assignments: assignments.map(([partitionIndex, brokerIds]) => ({ partitionIndex, brokerIds })),
})

for (const version of [2, 3, 4, 5, 6, 7]) {
  test(`version ${version} creates topics and tells of them`, async (t) => {
    const broker = await TestBroker.open()
    const configs = [{ name: 'retention.ms', value: '1000' }]
    const [answer] = await create(broker, [topic('orders', { numPartitions: 3, configs })], { version })
    const made = broker.broker.parts.topics.get('orders')
    t.is(made?.partitions.length, 3)
    t.is(made?.logConfig.retentionMs, 1_000)
    const isTold = version >= 5
    t.like(answer, { errorCode: errors.NONE.code, errorMessage: null })
    t.is(answer?.topicId, version >= 7 ? made?.id : ZERO_UUID)
    t.is(answer?.numPartitions, isTold ? 3 : -1)
    t.is(answer?.replicationFactor, isTold ? 1 : -1)
    const retention = answer?.configs?.find(({ name }) => name === 'retention.ms')
    const told = { name: 'retention.ms', value: '1000', readOnly: false, configSource: 1, isSensitive: false }
    t.deepEqual(retention, isTold ? told : undefined)
    t.is(answer?.configs?.length, isTold ? 33 : 0)
  })
}

const refusals: readonly [string, Asked, ErrorName][] = [
  ['no partitions', topic('a', { numPartitions: 0 }), 'INVALID_PARTITIONS'],
  ['more replicas than brokers', topic('a', { replicationFactor: 2 }), 'INVALID_REPLICATION_FACTOR'],
  ['no replicas', topic('a', { replicationFactor: 0 }), 'INVALID_REPLICATION_FACTOR'],
  ['a name with a space', topic('a b'), 'INVALID_TOPIC_EXCEPTION'],
  ['the name of a directory', topic('..'), 'INVALID_TOPIC_EXCEPTION'],
  ['no name', topic(''), 'INVALID_TOPIC_EXCEPTION'],
  ['a name of 250 characters', topic('x'.repeat(250)), 'INVALID_TOPIC_EXCEPTION'],
  ['the name of a topic', topic('there.is'), 'TOPIC_ALREADY_EXISTS'],
  ['a name that collides with a topic', topic('there_is'), 'INVALID_TOPIC_EXCEPTION'],
  ['the name of the metadata log', topic('__cluster_metadata'), 'INVALID_REQUEST'],
  ['an unknown setting', topic('a', { configs: [{ name: 'foo', value: '1' }] }), 'INVALID_CONFIG'],
  ['a setting that is null', topic('a', { configs: [{ name: 'retention.ms', value: null }] }), 'INVALID_CONFIG'],
  ['a bad setting', topic('a', { configs: [{ name: 'retention.ms', value: 'x' }] }), 'INVALID_CONFIG'],
  [
    'a setting that Kafka 4 has no more',
    topic('a', { configs: [{ name: 'message.timestamp.difference.max.ms', value: '1' }] }),
    'INVALID_CONFIG',
  ],
  ['10,001 partitions', topic('a', { numPartitions: 10_001 }), 'POLICY_VIOLATION'],
  ['assignments and a factor', topic('a', { ...assigned([0, [1]]), replicationFactor: 1 }), 'INVALID_REQUEST'],
  ['assignments with a gap', topic('a', assigned([1, [1]])), 'INVALID_REPLICA_ASSIGNMENT'],
  ['an assignment twice', topic('a', assigned([0, [1]], [0, [1]])), 'INVALID_REPLICA_ASSIGNMENT'],
  ['another broker', topic('a', assigned([0, [2]])), 'INVALID_REPLICA_ASSIGNMENT'],
  ['a broker twice', topic('a', assigned([0, [1, 1]])), 'INVALID_REPLICA_ASSIGNMENT'],
  ['no broker', topic('a', assigned([0, []])), 'INVALID_REPLICA_ASSIGNMENT'],
]

for (const [what, asked, error] of refusals) {
  test(`a topic with ${what} is refused: ${error}`, async (t) => {
    const broker = await TestBroker.open()
    await create(broker, [topic('there.is')])
    const [answer, other] = await create(broker, [asked, topic('other')])
    t.is(errorByCode(answer?.errorCode ?? 0).name, error)
    t.truthy(answer?.errorMessage)
    t.is(broker.broker.parts.topics.get('a'), undefined)
    t.is(other?.errorCode, errors.NONE.code, 'the others are created')
  })
}

test('-1 asks for as many partitions and replicas as the broker is set to', async (t) => {
  const broker = await TestBroker.open({ config: { numPartitions: 4 } })
  const [answer] = await create(broker, [topic('orders', { numPartitions: -1, replicationFactor: -1 })])
  t.like(answer, { errorCode: errors.NONE.code, numPartitions: 4, replicationFactor: 1 })
})

test('partitions are placed by hand on the one broker that there is', async (t) => {
  const broker = await TestBroker.open()
  const [answer] = await create(broker, [topic('orders', assigned([1, [1]], [0, [1]]))])
  t.like(answer, { errorCode: errors.NONE.code, numPartitions: 2 })
})

test('a topic that is asked for twice in a request is not created', async (t) => {
  const broker = await TestBroker.open()
  const answers = await create(broker, [topic('orders'), topic('users'), topic('orders', { numPartitions: 2 })])
  t.deepEqual(
    answers.map(({ name, errorCode }) => [name, errorCode]),
    [
      ['orders', errors.INVALID_REQUEST.code],
      ['users', errors.NONE.code],
    ],
  )
  t.is(broker.broker.parts.topics.get('orders'), undefined)
})

test('validation alone tells what would be, and creates nothing', async (t) => {
  const broker = await TestBroker.open()
  const [answer] = await create(broker, [topic('orders', { numPartitions: 2 })], { validateOnly: true })
  t.like(answer, { errorCode: errors.NONE.code, numPartitions: 2 })
  t.is(broker.broker.parts.topics.get('orders'), undefined)
})
