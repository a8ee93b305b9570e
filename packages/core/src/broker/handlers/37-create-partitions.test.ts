import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

interface Wanted {
  readonly name?: string
  readonly count: number
  readonly assignments?: { brokerIds: number[] }[] | null
}

async function grow(broker: TestBroker, wanted: readonly Wanted[], { version = 3, validateOnly = false } = {}) {
  const topics = wanted.map(({ name = 'orders', count, assignments = null }) => ({ name, count, assignments }))
  const body = { topics, timeoutMs: 1_000, validateOnly }
  const { results } = await broker.ask(apis.createPartitions, { version, body })
  return results.map(({ name, errorCode }) => [name, errorByCode(errorCode).name])
}

for (const version of [0, 1, 2, 3]) {
  test(`version ${version} gives a topic more partitions, which are there after a restart`, async (t) => {
    const broker = await TestBroker.open()
    const topic = await createOrders(broker, 2)
    t.deepEqual(await grow(broker, [{ count: 5 }], { version }), [['orders', 'NONE']])
    t.is(topic.partitions.length, 5)
    await broker.close()
    const again = await TestBroker.open({ disk: broker.disk })
    t.is(again.broker.parts.topics.get('orders')?.partitions.length, 5)
  })
}

test('a topic never gets fewer partitions, nor ones where there is no broker', async (t) => {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, 2)
  const error = async (wanted: Wanted) => (await grow(broker, [wanted]))[0]?.[1]
  t.is(await error({ count: 2 }), 'INVALID_PARTITIONS')
  t.is(await error({ count: 1 }), 'INVALID_PARTITIONS')
  t.is(await error({ count: -1 }), 'INVALID_PARTITIONS')
  t.is(await error({ count: 20_000 }), 'POLICY_VIOLATION')
  t.is(await error({ count: 4, assignments: [{ brokerIds: [1] }] }), 'INVALID_REPLICA_ASSIGNMENT')
  t.is(await error({ count: 3, assignments: [{ brokerIds: [2] }] }), 'INVALID_REPLICA_ASSIGNMENT')
  t.is(await error({ count: 3, assignments: [{ brokerIds: [1, 1] }] }), 'INVALID_REPLICA_ASSIGNMENT')
  t.is(await error({ count: 3, assignments: [{ brokerIds: [] }] }), 'INVALID_REPLICA_ASSIGNMENT')
  t.is(await error({ name: 'nothing', count: 3 }), 'UNKNOWN_TOPIC_OR_PARTITION')
  t.is(topic.partitions.length, 2)
  t.is(await error({ count: 3, assignments: [{ brokerIds: [1] }] }), 'NONE')
  t.is(topic.partitions.length, 3)
})

test('a topic that is named twice gets none, and validation alone changes nothing', async (t) => {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, 2)
  t.deepEqual(await grow(broker, [{ count: 3 }, { count: 4 }]), [['orders', 'INVALID_REQUEST']])
  t.deepEqual(await grow(broker, [{ count: 3 }], { validateOnly: true }), [['orders', 'NONE']])
  t.is(topic.partitions.length, 2)
})
