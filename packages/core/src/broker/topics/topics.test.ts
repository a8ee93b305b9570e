import test from 'ava'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf } from '../test-records.contract.ts'
import type { Topic } from './topics.ts'

const topicsOf = ({ broker }: TestBroker) => broker.parts.topics
const directories = (disk: MemoryDisk) => disk.list('/data').filter((name) => name.startsWith('orders'))

function facts(topic: Topic | undefined) {
  if (topic === undefined) return undefined
  const { name, id, partitions, configs } = topic
  return { name, id, configs: [...configs], ends: partitions.map(({ log }) => log.endOffset) }
}

/** How many turns something has before the power is gone, and what draws what is left then. */
const moments = Array.from({ length: 60 }, (_, index) => [index % 20, 1_000 + index] as const)

test('topics, their settings and their records are there after a restart', async (t) => {
  const broker = await TestBroker.open()
  const configs = new Map([['retention.ms', '5000']])
  const topic = await topicsOf(broker).create({ name: 'orders', partitionCount: 3, configs })
  topic.partitions[2]?.append(batchOf(['a', 'b']), { origin: 'client' })
  await topicsOf(broker).setConfigs(topic, new Map([['max.message.bytes', '1000']]))
  await topicsOf(broker).addPartitions(topic, 4)
  const before = facts(topic)
  await broker.close()
  const again = topicsOf(await TestBroker.open({ disk: broker.disk })).get('orders')
  t.deepEqual(facts(again), before)
  t.deepEqual(before?.ends, [0, 0, 2, 0])
  t.like(again?.logConfig, { retentionMs: 5_000, maxMessageBytes: 1_000 })
  t.like(again?.partitions[0]?.log.config, { retentionMs: 5_000, maxMessageBytes: 1_000 })
})

test('the leader epoch of a partition grows with each start', async (t) => {
  const first = await TestBroker.open()
  const { partitions } = await topicsOf(first).create({ name: 'orders', partitionCount: 1 })
  t.is(partitions[0]?.leaderEpoch, 0)
  const second = await TestBroker.open({ disk: first.disk.kill() })
  await topicsOf(second).create({ name: 'users', partitionCount: 1 })
  t.is(topicsOf(second).partition('orders', 0)?.leaderEpoch, 1)
  await second.close()
  const third = topicsOf(await TestBroker.open({ disk: second.disk }))
  t.is(third.partition('orders', 0)?.leaderEpoch, 2)
  t.is(third.partition('users', 0)?.leaderEpoch, 1)
})

test('a creation that a crash interrupts has happened with all its partitions, or not at all', async (t) => {
  let happened = 0
  for (const [turns, seed] of moments) {
    const broker = await TestBroker.open({ disk: new MemoryDisk({ crashable: true }) })
    const creation = topicsOf(broker).create({ name: 'orders', partitionCount: 3 })
    creation.catch(() => {})
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    const again = await TestBroker.open({ disk: broker.disk.crash(new SeededRandom(seed)) })
    const count = topicsOf(again).get('orders')?.partitions.length ?? 0
    t.is(directories(again.disk).length, count, `after ${turns} turns`)
    t.true(count === 0 || count === 3, `after ${turns} turns: ${count}`)
    happened += count
    await again.close()
  }
  t.true(happened > 0 && happened < 180, `${happened} partitions`)
})

test('a deletion that a crash interrupts has happened with all its partitions, or not at all', async (t) => {
  let left = 0
  for (const [turns, seed] of moments) {
    const broker = await TestBroker.open({ disk: new MemoryDisk({ crashable: true }) })
    const topic = await topicsOf(broker).create({ name: 'orders', partitionCount: 3 })
    topicsOf(broker)
      .delete(topic)
      .catch(() => {})
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    const again = await TestBroker.open({ disk: broker.disk.crash(new SeededRandom(seed)) })
    const count = topicsOf(again).get('orders')?.partitions.length ?? 0
    t.is(directories(again.disk).length, count, `after ${turns} turns`)
    t.true(count === 0 || count === 3, `after ${turns} turns: ${count}`)
    left += count
    await again.close()
  }
  t.true(left > 0 && left < 180)
})

test('a topic that is created again, while its older self is being deleted, is a new one', async (t) => {
  const broker = await TestBroker.open()
  const topics = topicsOf(broker)
  const older = await topics.create({ name: 'orders', partitionCount: 2 })
  older.partitions[0]?.append(batchOf(['a']), { origin: 'client' })
  const deletion = topics.delete(older)
  const newer = await topics.create({ name: 'orders', partitionCount: 1 })
  await deletion
  t.not(newer.id, older.id)
  t.is(topics.get('orders'), newer)
  t.deepEqual(facts(newer)?.ends, [0])
  await broker.close()
  t.deepEqual(facts(topicsOf(await TestBroker.open({ disk: broker.disk })).get('orders')), facts(newer))
})

test('a topic that is deleted while partitions are added to it is gone, whatever the moment', async (t) => {
  for (let turns = 0; turns < 20; turns += 1) {
    const broker = await TestBroker.open()
    const topics = topicsOf(broker)
    const topic = await topics.create({ name: 'orders', partitionCount: 2 })
    const added = topics.addPartitions(topic, 5)
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    await Promise.all([added, topics.delete(topic)])
    t.is(topics.get('orders'), undefined)
    t.deepEqual(directories(broker.disk), [], `after ${turns} turns`)
    await broker.close()
  }
})

test('partitions that are added twice at once are there once', async (t) => {
  const broker = await TestBroker.open()
  const topics = topicsOf(broker)
  const topic = await topics.create({ name: 'orders', partitionCount: 1 })
  await Promise.all([topics.addPartitions(topic, 3), topics.addPartitions(topic, 4)])
  t.deepEqual(
    topics.get('orders')?.partitions.map(({ index }) => index),
    [0, 1, 2, 3],
  )
  await broker.close()
})

test('two who create a topic at once get the same one', async (t) => {
  const topics = topicsOf(await TestBroker.open())
  const [one, other] = await Promise.all([
    topics.create({ name: 'orders', partitionCount: 2 }),
    topics.create({ name: 'orders', partitionCount: 7 }),
  ])
  t.is(one, other)
  t.is(one.partitions.length, 2)
})

test('who watches a partition is told that its topic is gone, and finds it gone', async (t) => {
  const topics = topicsOf(await TestBroker.open())
  const topic = await topics.create({ name: 'orders', partitionCount: 1 })
  const told: boolean[] = []
  topic.partitions[0]?.watch({ partitionChanged: () => told.push(topics.get('orders') === undefined) })
  const gone: string[] = []
  topics.whenDeleted(({ name }) => gone.push(name))
  await topics.delete(topic)
  t.deepEqual(told, [true])
  t.deepEqual(gone, ['orders'])
  t.true(topic.partitions[0]?.isGone)
})

test('a log that the metadata does not know is set aside, and its bytes are kept', async (t) => {
  const broker = await TestBroker.open()
  await broker.close()
  const { disk } = broker
  for (let time = 0; time < 2; time++) {
    disk.makeDirectory('/data/orders-0')
    const file = disk.open('/data/orders-0/partition.metadata', { create: true })
    file.write([Buffer.from('version: 0\ntopic_id: Zgk6oYHtSByXZtFFkXKPmQ')], 0)
    file.close()
    const again = await TestBroker.open({ disk })
    t.is(topicsOf(again).get('orders'), undefined)
    await again.close()
  }
  const aside = 'orders-0.Zgk6oYHtSByXZtFFkXKPmQ'
  t.deepEqual(directories(disk), [`${aside}-stray`, `${aside}~2-stray`])
})

test('names that differ by a dot for an underscore collide', async (t) => {
  const topics = topicsOf(await TestBroker.open())
  const topic = await topics.create({ name: 'orders.by_day', partitionCount: 1 })
  t.is(topics.collidingWith('orders_by.day'), topic)
  t.is(topics.collidingWith('orders.by_day'), undefined)
  await topics.delete(topic)
  t.is(topics.collidingWith('orders_by.day'), undefined)
})
