import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

async function withTopics(config = {}) {
  const broker = await TestBroker.open({ config })
  const { topics } = broker.broker.parts
  const orders = await topics.create({ name: 'orders', partitionCount: 2 })
  const users = await topics.create({ name: 'users', partitionCount: 1 })
  return { broker, topics, orders, users }
}

for (const version of [1, 3, 4, 5]) {
  test(`version ${version} deletes by name, and tells of what is not there`, async (t) => {
    const { broker, topics } = await withTopics()
    const body = { topicNames: ['orders', 'nothing'], timeoutMs: 1_000 }
    const { responses } = await broker.ask(apis.deleteTopics, { version, body })
    t.deepEqual(
      responses.map(({ name, errorCode }) => [name, errorByCode(errorCode).name]),
      [
        ['orders', 'NONE'],
        ['nothing', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ],
    )
    t.deepEqual(
      Array.from(topics, ({ name }) => name),
      ['users'],
    )
  })
}

test('from version 6 on a topic is deleted by name or by id, not by both, and once', async (t) => {
  const { broker, topics, orders, users } = await withTopics()
  const unknown = 'hCkmCsQIQMGhkCHXvZcBGQ'
  const asked = [
    { name: null, topicId: orders.id },
    { name: null, topicId: unknown },
    { name: null, topicId: ZERO_UUID },
    { name: 'orders', topicId: unknown },
    { name: 'users', topicId: ZERO_UUID },
    { name: null, topicId: users.id },
  ]
  const { responses } = await broker.ask(apis.deleteTopics, { body: { topics: asked, timeoutMs: 1_000 } })
  t.deepEqual(
    responses.map(({ name, topicId, errorCode }) => [name, topicId, errorByCode(errorCode).name]),
    [
      ['orders', orders.id, 'NONE'],
      [null, unknown, 'UNKNOWN_TOPIC_ID'],
      [null, ZERO_UUID, 'INVALID_REQUEST'],
      ['orders', unknown, 'INVALID_REQUEST'],
      ['users', ZERO_UUID, 'INVALID_REQUEST'],
      [null, users.id, 'INVALID_REQUEST'],
    ],
  )
  t.is(topics.get('orders'), undefined)
  t.truthy(topics.get('users'))
})

test('a broker that is set to keep its topics deletes none', async (t) => {
  const { broker, topics } = await withTopics({ deleteTopicEnable: false })
  const body = { topicNames: ['orders'], timeoutMs: 1_000 }
  const { responses } = await broker.ask(apis.deleteTopics, { version: 5, body })
  t.is(errorByCode(responses[0]?.errorCode ?? 0).name, 'TOPIC_DELETION_DISABLED')
  t.truthy(topics.get('orders'))
})
