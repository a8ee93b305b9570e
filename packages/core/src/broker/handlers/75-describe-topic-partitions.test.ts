import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

interface Asked {
  readonly names?: readonly string[]
  readonly limit?: number
  readonly cursor?: { topicName: string; partitionIndex: number } | null
}

async function describe({ names = [], limit = 2_000, cursor = null }: Asked) {
  const broker = await TestBroker.open()
  for (const name of ['users', 'orders']) await broker.broker.parts.topics.create({ name, partitionCount: 3 })
  const body = { topics: names.map((name) => ({ name })), responsePartitionLimit: limit, cursor }
  const { topics, nextCursor } = await broker.ask(apis.describeTopicPartitions, { body })
  const told = topics.map(({ name, errorCode, partitions }) => {
    return `${name} ${errorByCode(errorCode).name} ${partitions.map((one) => one.partitionIndex)}`
  })
  return { told, nextCursor }
}

test('topics are told of in the order of their names, those that there are not included', async (t) => {
  const { told, nextCursor } = await describe({ names: ['users', 'nothing', 'a b', 'orders', 'users'] })
  const missing = ['a b INVALID_TOPIC_EXCEPTION ', 'nothing UNKNOWN_TOPIC_OR_PARTITION ']
  t.deepEqual(told, [...missing, 'orders NONE 0,1,2', 'users NONE 0,1,2'])
  t.is(nextCursor, null)
})

test('a limit ends the answer, and the cursor goes on from there', async (t) => {
  const first = await describe({ limit: 2 })
  t.deepEqual(first, { told: ['orders NONE 0,1'], nextCursor: { topicName: 'orders', partitionIndex: 2 } as never })
  const second = await describe({ limit: 2, cursor: { topicName: 'orders', partitionIndex: 2 } })
  t.deepEqual(second.told, ['orders NONE 2', 'users NONE 0'])
  t.like(second.nextCursor, { topicName: 'users', partitionIndex: 1 })
  const last = await describe({ limit: 2, cursor: { topicName: 'users', partitionIndex: 1 } })
  t.deepEqual(last, { told: ['users NONE 1,2'], nextCursor: null })
})

test('an answer that ends with a topic goes on with the next one', async (t) => {
  const { told, nextCursor } = await describe({ limit: 3 })
  t.deepEqual(told, ['orders NONE 0,1,2'])
  t.like(nextCursor, { topicName: 'users', partitionIndex: 0 })
})

test('a cursor whose topic is gone goes on with the one behind it', async (t) => {
  const { told } = await describe({ cursor: { topicName: 'p', partitionIndex: 2 } })
  t.deepEqual(told, ['users NONE 0,1,2'])
})
