import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders } from '../test-records.contract.ts'

async function brokerWithOrders() {
  const broker = await TestBroker.open()
  const [partition] = (await createOrders(broker)).partitions
  if (partition === undefined) throw new Error('expected a partition')
  const ask = async (leaderEpoch: number, { current = -1, index = 0, version = 4 } = {}) => {
    const partitions = [{ partition: index, currentLeaderEpoch: current, leaderEpoch }]
    const { topics } = await broker.ask(apis.offsetForLeaderEpoch, {
      version,
      body: { topics: [{ topic: 'orders', partitions }] },
    })
    const found = topics[0]?.partitions[0]
    return [found?.errorCode, found?.leaderEpoch, found?.endOffset]
  }
  return { broker, partition, ask }
}

test('an epoch ends where the next one begins, whether or not that has records', async (t) => {
  const { broker, partition, ask } = await brokerWithOrders()
  t.deepEqual(await ask(0), [0, 0, 0])
  partition.append(batchOf(['a', 'b']), { origin: 'client' })
  t.deepEqual(await ask(0, { version: 2 }), [0, 0, 2])
  partition.moveLeader(5)
  t.deepEqual(await ask(5), [0, 5, 2])
  t.deepEqual(await ask(3), [0, 0, 2])
  partition.append(batchOf(['c']), { origin: 'client' })
  t.deepEqual(await ask(0, { version: 3 }), [0, 0, 2])
  t.deepEqual(await ask(3), [0, 0, 2])
  t.deepEqual(await ask(5), [0, 5, 3])
  t.deepEqual(await ask(6), [0, -1, -1])
  t.deepEqual(await ask(-1), [0, -1, -1])
  await broker.close()
})

test('who takes another epoch for the current one has to look for the leader again', async (t) => {
  const { broker, partition, ask } = await brokerWithOrders()
  partition.moveLeader()
  t.deepEqual(await ask(0, { current: 0 }), [errors.FENCED_LEADER_EPOCH.code, -1, -1])
  t.deepEqual(await ask(0, { current: 2 }), [errors.UNKNOWN_LEADER_EPOCH.code, -1, -1])
  t.is((await ask(1, { current: 1 }))[0], errors.NONE.code)
  t.is((await ask(0, { index: 9 }))[0], errors.UNKNOWN_TOPIC_OR_PARTITION.code)
  await broker.close()
})
