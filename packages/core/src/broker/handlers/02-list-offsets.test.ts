import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, NOW_MS, writeInTransaction } from '../test-records.contract.ts'

interface Asked {
  readonly version?: number
  readonly committed?: boolean
  readonly epoch?: number
  readonly replicaId?: number
}

async function brokerWithOrders() {
  const broker = await TestBroker.open()
  const [partition] = (await createOrders(broker)).partitions
  if (partition === undefined) throw new Error('expected a partition')
  const append = (value: string, timestamp: number) =>
    partition.append(batchOf([value], { timestamp }), { origin: 'client' })
  const ask = async (timestamp: number, asked: Asked = {}) => {
    const { version = 11, committed = false, epoch: currentLeaderEpoch = -1, replicaId = -1 } = asked
    const partitions = [{ partitionIndex: 0, timestamp, ...(version >= 4 ? { currentLeaderEpoch } : {}) }]
    const isolationLevel = committed ? 1 : 0
    const body = { replicaId, topics: [{ name: 'orders', partitions }], ...(version >= 2 ? { isolationLevel } : {}) }
    const { topics } = await broker.ask(apis.listOffsets, { version, body })
    const found = topics[0]?.partitions[0]
    return [found?.errorCode, found?.offset, found?.timestamp, found?.leaderEpoch]
  }
  return { broker, partition, append, ask }
}

const LATEST = -1
const EARLIEST = -2

for (const version of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
  test(`version ${version} knows the ends of a log, and the record of a time`, async (t) => {
    const { broker, append, ask, partition } = await brokerWithOrders()
    for (const [at, value] of ['a', 'b', 'c'].entries()) append(value, NOW_MS + at * 10)
    partition.deleteRecordsBefore(1)
    const epoch = version >= 4 ? 0 : -1
    t.deepEqual(await ask(EARLIEST, { version }), [0, 1, -1, epoch])
    t.deepEqual(await ask(LATEST, { version }), [0, 3, -1, epoch])
    t.deepEqual(await ask(NOW_MS + 11, { version }), [0, 2, NOW_MS + 20, epoch])
    t.deepEqual(await ask(NOW_MS, { version }), [0, 1, NOW_MS + 10, epoch])
    t.deepEqual(await ask(NOW_MS + 21, { version }), [0, -1, -1, -1])
    await broker.close()
  })
}

test('an empty log has its ends in the current epoch', async (t) => {
  const { broker, ask, partition } = await brokerWithOrders()
  partition.moveLeader(4)
  t.deepEqual(await ask(EARLIEST), [0, 0, -1, 4])
  t.deepEqual(await ask(LATEST), [0, 0, -1, 4])
  t.deepEqual(await ask(-3), [0, -1, -1, -1])
  await broker.close()
})

test('the record with the latest timestamp need not be the last', async (t) => {
  const { broker, append, ask } = await brokerWithOrders()
  append('a', NOW_MS)
  append('b', NOW_MS + 50)
  append('c', NOW_MS + 20)
  t.deepEqual(await ask(-3), [0, 1, NOW_MS + 50, 0])
  t.deepEqual(await ask(-4), [0, 0, -1, 0])
  t.deepEqual(await ask(-5), [0, -1, -1, -1])
  t.deepEqual(await ask(-6), [0, -1, -1, -1])
  await broker.close()
})

const firstVersions: [sign: number, first: number][] = [
  [-3, 7],
  [-4, 8],
  [-5, 9],
  [-6, 11],
]

for (const [sign, first] of firstVersions) {
  test(`the sign ${sign} is understood from version ${first} on`, async (t) => {
    const { broker, ask } = await brokerWithOrders()
    t.is((await ask(sign, { version: first - 1 }))[0], errors.UNSUPPORTED_VERSION.code)
    t.is((await ask(sign, { version: first }))[0], errors.NONE.code)
    t.is((await ask(-7))[0], errors.UNSUPPORTED_VERSION.code)
    await broker.close()
  })
}

test('for a reader of committed records the log ends where the first open transaction begins', async (t) => {
  const { broker, append, ask, partition } = await brokerWithOrders()
  append('a', NOW_MS - 5)
  const transaction = writeInTransaction(partition, 1)
  transaction.write('b')
  t.is((await ask(LATEST, { committed: true }))[1], 1)
  t.is((await ask(LATEST, { committed: true, replicaId: -2 }))[1], 2)
  t.is((await ask(LATEST))[1], 2)
  t.deepEqual(await ask(NOW_MS, { committed: true }), [0, -1, -1, -1])
  t.is((await ask(NOW_MS))[1], 1)
  transaction.commit()
  t.is((await ask(LATEST, { committed: true }))[1], 3)
  await broker.close()
})

test('the epochs of leaders are checked and told', async (t) => {
  const { broker, append, ask, partition } = await brokerWithOrders()
  append('a', NOW_MS)
  partition.moveLeader()
  t.is((await ask(LATEST, { epoch: 0 }))[0], errors.FENCED_LEADER_EPOCH.code)
  t.is((await ask(LATEST, { epoch: 2 }))[0], errors.UNKNOWN_LEADER_EPOCH.code)
  t.deepEqual(await ask(LATEST, { epoch: 1 }), [0, 1, -1, 1])
  t.deepEqual(await ask(NOW_MS), [0, 0, NOW_MS, 0])
  await broker.close()
})

test('unknown partitions, and such as are named twice, are refused by themselves', async (t) => {
  const { broker } = await brokerWithOrders()
  const partitions = [0, 0, 3].map((partitionIndex) => ({ partitionIndex, timestamp: LATEST }))
  const topics = [
    { name: 'orders', partitions },
    { name: 'unknown', partitions: [{ partitionIndex: 0, timestamp: LATEST }] },
  ]
  const answer = await broker.ask(apis.listOffsets, { body: { replicaId: -1, topics } })
  const { INVALID_REQUEST, UNKNOWN_TOPIC_OR_PARTITION } = errors
  t.deepEqual(
    answer.topics.map((topic) => topic.partitions.map((one) => [one.partitionIndex, one.errorCode])),
    [
      [
        [0, INVALID_REQUEST.code],
        [3, UNKNOWN_TOPIC_OR_PARTITION.code],
      ],
      [[0, UNKNOWN_TOPIC_OR_PARTITION.code]],
    ],
  )
  await broker.close()
})
