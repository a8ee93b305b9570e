/** A consumer whose program changes its mind on what to read. */
import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { apis } from '../../protocol/apis.ts'
import { ControlledBroker, drop } from '../../testing.ts'
import { Admin } from '../admin/admin.ts'
import { CooperativeStickyAssignor } from '../groups/assignors/cooperative-sticky.ts'
import { Producer } from '../producer/producer.ts'
import { Consumer } from './consumer.ts'
import type { ConsumerOptions } from './consumer-options.ts'

const timing = { heartbeatIntervalMs: 20, sessionTimeoutMs: 10_000 }

class Stage {
  readonly broker: ControlledBroker
  readonly producer: Producer
  readonly admin: Admin
  readonly #consumers: Consumer[] = []

  private constructor(broker: ControlledBroker) {
    this.broker = broker
    const options = { brokers: [broker.address], logger: silentLogger }
    this.producer = new Producer(options)
    this.admin = new Admin(options)
  }

  static async open(...names: string[]): Promise<Stage> {
    const topics = names.map((name) => ({ name, partitions: 1 }))
    const config = { groupInitialRebalanceDelayMs: 0, offsetsTopicNumPartitions: 1 }
    return new Stage(await ControlledBroker.start({ logger: silentLogger, topics, config }))
  }

  consumer(options: Partial<ConsumerOptions>): Consumer {
    const brokers = [this.broker.address]
    const given = { brokers, logger: silentLogger, from: 'earliest' as const, maxWaitMs: 50, ...options }
    const consumer = new Consumer(given)
    this.#consumers.push(consumer)
    return consumer
  }

  async write(...values: `${string}:${string}`[]): Promise<void> {
    for (const value of values) {
      const [topic = '', text] = value.split(':')
      await this.producer.sendAndWait({ topic, partition: 0, value: text ?? '' })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#consumers) await one.close({ timeoutMs: 500 })
    await this.producer.close({ timeoutMs: 100 })
    await this.admin.close()
    await this.broker.close()
  }
}

/** The next values, as `topic:value`, in the order of their names. */
async function take(consumer: Consumer, count: number): Promise<string[]> {
  const taken: string[] = []
  for await (const { topic, value } of consumer) {
    taken.push(`${topic}:${value}`)
    if (taken.length === count) break
  }
  return taken.sort()
}

/** Cooperative, so that what remains is not read again from the last commit. */
const cooperative = { groupId: 'g', assignors: [new CooperativeStickyAssignor()], ...timing }

for (const group of [undefined, cooperative]) {
  const inGroup = group === undefined ? 'without a group' : 'in a group'
  const options = group === undefined ? {} : { group }

  test(`what is subscribed to later is read from then on, and what remains goes on where it is, ${inGroup}`, async (t) => {
    await using stage = await Stage.open('a', 'b', 'c')
    await stage.write('a:1', 'b:1', 'b:2', 'c:1')
    const consumer = stage.consumer({ topics: ['a', 'b'], ...options })
    t.deepEqual(await take(consumer, 3), ['a:1', 'b:1', 'b:2'])
    consumer.subscribe(['b', 'c'])
    t.deepEqual(await take(consumer, 1), ['c:1'])
    await stage.write('a:2', 'b:3', 'c:2')
    t.deepEqual(await take(consumer, 2), ['b:3', 'c:2'])
    t.deepEqual(consumer.assignment.map(({ topic }) => topic).sort(), ['b', 'c'])
  })

  test(`a consumer that is subscribed to nothing reads nothing, until it is subscribed again, ${inGroup}`, async (t) => {
    await using stage = await Stage.open('a', 'b')
    await stage.write('a:1', 'b:1')
    const consumer = stage.consumer({ topics: [], ...options })
    const first = take(consumer, 1)
    consumer.subscribe(['a'])
    t.deepEqual(await first, ['a:1'])
    const second = take(consumer, 1)
    await consumer.unsubscribe()
    t.deepEqual(consumer.assignment, [])
    await stage.write('a:2')
    consumer.subscribe(['b'])
    t.deepEqual(await second, ['b:1'])
    consumer.subscribe([])
    consumer.subscribe(['b'])
    await stage.write('b:2')
    const values = await take(consumer, 1)
    t.true(values[0] === 'b:1' || values[0] === 'b:2')
  })

  test(`a pattern finds topics that are there, and such as come later from their start, ${inGroup}`, async (t) => {
    await using stage = await Stage.open('orders-a', 'orders-b', 'returns')
    await stage.write('orders-a:1', 'orders-b:1', 'returns:1')
    const consumer = stage.consumer({ topics: /orders-.*/, metadataMaxAgeMs: 50, ...options })
    t.deepEqual(await take(consumer, 2), ['orders-a:1', 'orders-b:1'])
    await stage.admin.topics.create([{ name: 'orders-c', partitions: 1 }])
    await stage.write('orders-c:1')
    t.deepEqual(await take(consumer, 1), ['orders-c:1'])
    consumer.subscribe(/returns|orders-c/)
    t.deepEqual(await take(consumer, 1), ['returns:1'])
    t.deepEqual(consumer.assignment.map(({ topic }) => topic).sort(), ['orders-c', 'returns'])
  })

  test(`a consumer that changes its mind while its broker is gone closes in time, ${inGroup}`, async (t) => {
    await using stage = await Stage.open('a')
    await stage.write('a:1')
    const consumer = stage.consumer({ topics: ['a'], ...options })
    await take(consumer, 1)
    stage.broker.control('any', drop)
    void consumer.unsubscribe()
    consumer.subscribe(['b'])
    consumer.subscribe(/c/)
    void consumer.unsubscribe()
    consumer.subscribe(/a/)
    const beganMs = performance.now()
    await consumer.close({ timeoutMs: 300 })
    t.true(performance.now() - beganMs < 3_000)
    t.throws(() => consumer.subscribe(['a']), { name: 'ClosedError' })
  })
}

test('a pattern of a consumer that reads the end finds later topics from their start', async (t) => {
  await using stage = await Stage.open('orders-a')
  await stage.write('orders-a:1')
  const consumer = stage.consumer({ topics: /orders-.*/, metadataMaxAgeMs: 50, from: 'latest' })
  const first = take(consumer, 1)
  await stage.admin.topics.create([{ name: 'orders-b', partitions: 1 }])
  await stage.write('orders-b:1')
  t.deepEqual(await first, ['orders-b:1'])
})

test('partitions are chosen anew: those that remain go on where they are, unless a start is named', async (t) => {
  await using stage = await Stage.open('a', 'b', 'c')
  await stage.write('a:1', 'b:1', 'c:1')
  const at = (topic: string) => ({ topic, partition: 0 })
  const consumer = stage.consumer({ assign: [at('a'), at('b')] })
  t.deepEqual(await take(consumer, 2), ['a:1', 'b:1'])
  consumer.assign([at('b'), at('c')])
  t.deepEqual(await take(consumer, 1), ['c:1'])
  consumer.assign([{ ...at('b'), from: 0 }])
  t.deepEqual(await take(consumer, 1), ['b:1'])
  await stage.write('a:2', 'c:2', 'b:2')
  t.deepEqual(await take(consumer, 1), ['b:2'])
  consumer.subscribe(['c'])
  t.deepEqual(await take(consumer, 2), ['c:1', 'c:2'])
  consumer.assign([at('a')])
  t.deepEqual(await take(consumer, 2), ['a:1', 'a:2'])
  t.deepEqual(consumer.assignment, [at('a')])
  t.throws(() => stage.consumer({ topics: ['a'], group: 'g' }).assign([at('a')]), { name: 'UsageError' })
})

test('who is subscribed to nothing has left its group, with what it was done with committed', async (t) => {
  await using stage = await Stage.open('a')
  await stage.write('a:1', 'a:2')
  const told: string[] = []
  const onRevoked = (partitions: readonly object[]) => void told.push(`revoked ${partitions.length}`)
  const consumer = stage.consumer({ topics: ['a'], group: { groupId: 'g', onRevoked, ...timing } })
  const records = consumer.records()
  await records.next()
  await records.next()
  const waiting = records.next()
  const leaves = stage.broker.observe(apis.leaveGroup)
  await consumer.unsubscribe()
  t.is(leaves.requests.length, 1)
  t.deepEqual(told, ['revoked 1'])
  await t.throwsAsync(consumer.commit(), { name: 'UsageError', message: /subscribed to nothing/ })
  const offsets = await stage.admin.groupOffsets.list('g')
  t.is(offsets.get('a-0')?.offset, 2)
  consumer.subscribe(['a'])
  await stage.write('a:3')
  t.is(String((await waiting).value?.value), '3')
})

for (const name of ['onAssigned', 'onRevoked'] as const) {
  test(`${name} may unsubscribe and wait for that: the group is left when the hook is through`, async (t) => {
    await using stage = await Stage.open('a')
    await stage.write('a:1')
    const leaves = stage.broker.hold(apis.leaveGroup)
    let isThrough = false
    const hook = async () => {
      if (isThrough) return
      await consumer.unsubscribe()
      isThrough = true
    }
    const consumer: Consumer = stage.consumer({ topics: ['a'], group: { groupId: 'g', [name]: hook, ...timing } })
    if (name === 'onRevoked') {
      await take(consumer, 1)
      consumer.subscribe([])
    }
    await leaves.next()
    t.true(isThrough)
    leaves.release()
    await consumer.unsubscribe()
    t.deepEqual(consumer.assignment, [])
    consumer.subscribe(['a'])
    await stage.write('a:2')
    t.is((await take(consumer, 1)).length, 1)
  })
}

test('a topic of a pattern that was deleted is read no more, and from its start when there is another', async (t) => {
  await using stage = await Stage.open('orders-a', 'orders-b')
  await stage.write('orders-a:1', 'orders-b:1')
  const consumer = stage.consumer({ topics: /orders-.*/, metadataMaxAgeMs: 50 })
  t.deepEqual(await take(consumer, 2), ['orders-a:1', 'orders-b:1'])
  const next = take(consumer, 1)
  await stage.admin.topics.delete(['orders-b'])
  while (consumer.assignment.length > 1) await new Promise(setImmediate)
  t.deepEqual(
    consumer.assignment.map(({ topic }) => topic),
    ['orders-a'],
  )
  await stage.admin.topics.create([{ name: 'orders-b', partitions: 1 }])
  await stage.write('orders-b:2')
  t.deepEqual(await next, ['orders-b:2'])
})

test('whoever waits for the group to be left may give up, and it is left all the same', async (t) => {
  await using stage = await Stage.open('a')
  await stage.write('a:1')
  const consumer = stage.consumer({ topics: ['a'], group: { groupId: 'g', ...timing } })
  await take(consumer, 1)
  const leaves = stage.broker.hold(apis.leaveGroup)
  const caller = new AbortController()
  const left = consumer.unsubscribe({ signal: caller.signal })
  await leaves.next()
  caller.abort()
  await t.throwsAsync(left, { name: 'ClosedError', message: /caller gave up/ })
  leaves.release()
  await consumer.unsubscribe()
  t.deepEqual(consumer.assignment, [])
})
