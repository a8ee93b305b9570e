/** The consumer as programs use it. */
import { channel } from 'node:diagnostics_channel'
import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { apis } from '../../protocol/apis.ts'
import { ControlledBroker, drop, fail } from '../../testing.ts'
import { AbortableError } from '../errors.ts'
import { CooperativeStickyAssignor } from '../groups/assignors/cooperative-sticky.ts'
import { Producer } from '../producer/producer.ts'
import { Consumer } from './consumer.ts'
import type { ConsumerOptions } from './consumer-options.ts'

const TOPIC = 'orders'
const at = (partition: number) => ({ topic: TOPIC, partition })

class Stage {
  readonly broker: ControlledBroker
  readonly producer: Producer
  readonly #consumers: Consumer<unknown, unknown>[] = []

  private constructor(broker: ControlledBroker) {
    this.broker = broker
    this.producer = new Producer({ brokers: [broker.address], logger: silentLogger })
  }

  static async open(partitions = 2): Promise<Stage> {
    const topics = [{ name: TOPIC, partitions }]
    const config = { groupInitialRebalanceDelayMs: 0, offsetsTopicNumPartitions: 1 }
    return new Stage(await ControlledBroker.start({ logger: silentLogger, topics, config }))
  }

  consumer<Key = Buffer | null, Value = Buffer | null>(options: Partial<ConsumerOptions<Key, Value>> = {}) {
    const what = options.assign === undefined ? { topics: [TOPIC] } : {}
    const brokers = [this.broker.address]
    const consumer = new Consumer<Key, Value>({
      brokers,
      logger: silentLogger,
      from: 'earliest',
      maxWaitMs: 50,
      ...what,
      ...options,
    })
    this.#consumers.push(consumer as Consumer<unknown, unknown>)
    return consumer
  }

  async write(partition: number, ...values: string[]): Promise<void> {
    for (const value of values) await this.producer.sendAndWait({ ...at(partition), key: 'key', value })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#consumers) await one.close({ timeoutMs: 500 })
    await this.producer.close({ timeoutMs: 100 })
    await this.broker.close()
  }
}

/** A hook, and when the member has been assigned something for the second time. */
function comingBack(): { readonly onAssigned: () => void; readonly back: Promise<void> } {
  let onAssigned = () => {}
  const back = new Promise<void>((resolve) => {
    let assignments = 0
    onAssigned = () => {
      assignments += 1
      if (assignments === 2) resolve()
    }
  })
  return { onAssigned, back }
}

async function take<Item>(items: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = []
  if (count === 0) return taken
  for await (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}

test('records of all partitions of a topic come in a loop, each partition in its order', async (t) => {
  await using stage = await Stage.open()
  await stage.write(0, 'a', 'b')
  await stage.write(1, 'x', 'y')
  const records = await take(stage.consumer(), 4)
  const of = (partition: number) =>
    records.filter((one) => one.partition === partition).map(({ value }) => String(value))
  t.deepEqual(
    [of(0), of(1)],
    [
      ['a', 'b'],
      ['x', 'y'],
    ],
  )
})

test('headers are in their order with names that repeat; keys and values may be null or empty', async (t) => {
  await using stage = await Stage.open()
  const headers = [
    { key: 'trace', value: Buffer.from('1') },
    { key: 'trace', value: null },
    { key: '', value: Buffer.alloc(0) },
  ]
  await stage.producer.sendAndWait({ ...at(0), key: null, value: 'a', headers })
  await stage.producer.sendAndWait({ ...at(0), key: 'gone', value: null })
  await stage.producer.sendAndWait({ ...at(0), key: '', value: '' })
  const [first, second, third] = await take(stage.consumer(), 3)
  t.is(first?.key, null)
  t.deepEqual(first?.headers, headers)
  t.is(second?.value, null)
  t.deepEqual([String(second?.key), second?.headers], ['gone', []])
  t.deepEqual([third?.key, third?.value], [Buffer.alloc(0), Buffer.alloc(0)])
})

test('a record that is kept is still itself when the loop has gone on', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b', 'c')
  const records = await take(stage.consumer(), 3)
  t.deepEqual(
    records.map(({ offset, value }) => [offset, String(value)]),
    [
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ],
  )
})

test('deserializers make keys and values when these are asked for, and once', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, '{"total":7}')
  let calls = 0
  const value = (bytes: Buffer | null) => {
    calls += 1
    return JSON.parse(String(bytes)) as { total: number }
  }
  const consumer = stage.consumer({ deserializers: { key: String, value } })
  const [record] = await take(consumer, 1)
  t.is(calls, 0)
  t.is(record?.value.total, 7)
  t.is(record?.value.total, 7)
  t.deepEqual([record?.key, calls], ['key', 1])
})

test('batches come whole, and the next one means that the last is done', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b')
  const consumer = stage.consumer()
  const seen: string[] = []
  const batches = consumer.batches()
  const first = (await batches.next()).value
  for (const { value } of first) seen.push(String(value))
  t.deepEqual(seen, ['a'])
  t.deepEqual([consumer.position(at(0)), consumer.positions()[0]?.offset], [1, 0])
  await batches.next()
  t.is(consumer.positions()[0]?.offset, 1)
})

test('a record counts as done when the next is asked for', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b')
  const consumer = stage.consumer()
  const records = consumer.records()
  await records.next()
  t.deepEqual([consumer.position(at(0)), consumer.positions()[0]?.offset], [1, 0])
  await records.next()
  t.deepEqual([consumer.position(at(0)), consumer.positions()[0]?.offset], [2, 1])
})

test('a partition that is paused in the loop gives nothing before it is resumed, and then goes on in its order', async (t) => {
  await using stage = await Stage.open(2)
  await stage.write(0, 'a', 'b', 'c')
  const consumer = stage.consumer({ assign: [at(0), at(1)] })
  const records = consumer.records()
  const values = [String((await records.next()).value.value)]
  consumer.pause([at(0)])
  t.deepEqual(consumer.paused, [at(0)])
  await stage.write(1, 'x')
  values.push(String((await records.next()).value.value))
  consumer.resume([at(0)])
  for (const _ of [1, 2]) values.push(String((await records.next()).value.value))
  t.deepEqual(values, ['a', 'x', 'b', 'c'])
})

test('a seek counts from the next record on', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b', 'c')
  const consumer = stage.consumer()
  const values: string[] = []
  for await (const { value } of consumer) {
    values.push(String(value))
    if (values.length === 2) consumer.seek(at(0), 0)
    if (values.length === 5) break
  }
  t.deepEqual(values, ['a', 'b', 'a', 'b', 'c'])
})

test('begin, end, times and lag are told', async (t) => {
  await using stage = await Stage.open(1)
  for (const timestamp of [1_000, 2_000]) await stage.producer.sendAndWait({ ...at(0), value: 'a', timestamp })
  const consumer = stage.consumer()
  t.deepEqual(await consumer.beginningOffsets([at(0)]), new Map([['orders-0', 0]]))
  t.deepEqual(await consumer.endOffsets([at(0)]), new Map([['orders-0', 2]]))
  const times = await consumer.offsetsForTimes([{ ...at(0), timestampMs: 1_500 }])
  t.like(times.get('orders-0'), { offset: 1, timestamp: 2_000 })
  t.deepEqual(await consumer.offsetsForTimes([{ ...at(0), timestampMs: 9_000 }]), new Map([['orders-0', null]]))
  await take(consumer, 1)
  t.is(consumer.lag(at(0)), 1)
  const missing = consumer.endOffsets([{ topic: 'nowhere', partition: 0 }], { timeoutMs: 500 })
  await t.throwsAsync(missing, { message: /UNKNOWN_TOPIC_OR_PARTITION|TIMED_OUT/ })
})

test('offsets are looked up again where a leader has moved', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a')
  stage.broker.control(apis.listOffsets, fail('NOT_LEADER_OR_FOLLOWER'), { times: 2 })
  t.deepEqual(await stage.consumer({ from: 'latest' }).endOffsets([at(0)]), new Map([['orders-0', 1]]))
})

test('partitions that a topic gets later are read from their start', async (t) => {
  await using stage = await Stage.open(1)
  const consumer = stage.consumer({ metadataMaxAgeMs: 50, from: 'latest' })
  const first = consumer.records().next()
  const topics = [{ name: TOPIC, count: 2, assignments: null }]
  const { Cluster } = await import('../cluster/cluster.ts')
  const { clientSettings } = await import('../client-options.ts')
  const cluster = new Cluster(clientSettings({ brokers: [stage.broker.address], logger: silentLogger }))
  await cluster.askAny({ api: apis.createPartitions, body: { topics, timeoutMs: 1_000, validateOnly: false } })
  cluster.close()
  const late = new Producer({ brokers: [stage.broker.address], logger: silentLogger })
  await late.sendAndWait({ ...at(1), value: 'late' })
  await late.close()
  t.is(String((await first).value.value), 'late')
})

test('an iteration ends with its signal, and with the consumer', async (t) => {
  await using stage = await Stage.open(1)
  const consumer = stage.consumer()
  const abort = new AbortController()
  const one = take(consumer.records({ signal: abort.signal }), 1)
  abort.abort()
  t.deepEqual(await one, [])
  const other = take(consumer.batches(), 1)
  await consumer.close()
  t.deepEqual(await other, [])
  t.deepEqual(await take(consumer, 1), [])
})

test('a consumer whose broker is gone closes in time', async (t) => {
  const stage = await Stage.open(1)
  const consumer = stage.consumer({ group: { groupId: 'g' } })
  const waiting = take(consumer, 1)
  stage.broker.control('any', drop)
  const began = performance.now()
  await consumer.close({ timeoutMs: 300 })
  t.true(performance.now() - began < 2_000)
  t.deepEqual(await waiting, [])
  await stage[Symbol.asyncDispose]()
})

test('health tells what has got done: lag and times grow while the broker does not answer', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a')
  const consumer = stage.consumer()
  t.like(consumer.health(), { sinceLastFetchMs: null, lag: 0, sinceHeartbeatMs: null, failure: null })
  await take(consumer, 1)
  const well = consumer.health()
  t.like(well, { lag: 0 })
  t.true((well.sinceLastFetchMs ?? 1e9) < 5_000)
  const hold = stage.broker.hold(apis.fetch)
  await hold.next()
  const before = consumer.health().sinceLastFetchMs ?? 0
  await stage.write(0, 'b')
  t.true((consumer.health().sinceLastFetchMs ?? 0) > before)
  hold.release()
  await take(consumer, 1)
  t.like(consumer.health().partitions[0], { topic: TOPIC, partition: 0, lag: 0, problem: null })
})

test('whoever listens hears of fetches and resets', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a')
  const heard: { name: string | symbol; message: unknown }[] = []
  const hear = (message: unknown, name: string | symbol) => heard.push({ name, message })
  const names = ['millrace:consumer:fetch', 'millrace:consumer:reset']
  for (const name of names) channel(name).subscribe(hear)
  await take(stage.consumer({ assign: [{ ...at(0), from: 99 }], onOutOfRange: 'earliest' }), 1)
  for (const name of names) channel(name).unsubscribe(hear)
  t.like(heard.find(({ name }) => name === names[1])?.message, { ...at(0), reason: 'out of range', from: 99 })
  t.true(heard.some(({ name }) => name === names[0]))
})

test('options that contradict each other are refused', (t) => {
  const brokers = ['localhost:1']
  const assign = [at(0)]
  const of = (options: object) => t.throws(() => new Consumer({ brokers, ...options }), { name: 'UsageError' })?.message
  t.regex(of({}) ?? '', /either 'topics' or 'assign'/)
  t.regex(of({ topics: [TOPIC], assign }) ?? '', /either/)
  t.regex(of({ assign, group: 'g' }) ?? '', /names 'topics'/)
})

test('a group goes on where its last member was done, and not before its last commit', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b', 'c')
  const first = stage.consumer({ group: 'g' })
  const records = first.records()
  for (const _ of ['a', 'b']) await records.next()
  await first.close()
  const second = stage.consumer({ group: 'g' })
  const values = (await take(second, 2)).map(({ value }) => String(value))
  t.deepEqual(values, ['b', 'c'], 'the second record was in hand when the first member closed')
  await second.commit()
  t.is((await second.committed()).get('orders-0')?.offset, 3)
  t.true(second.groupMetadata().generationId >= 0)
})

test('what a program committed of what it has in hand is not taken back when it closes', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b', 'c')
  const first = stage.consumer({ group: 'g' })
  const records = first.records()
  for (const _ of ['a', 'b']) await records.next()
  await first.commit()
  await first.close()
  const second = stage.consumer({ group: 'g' })
  t.is(String((await second.records().next()).value.value), 'c')
  await second.commit([{ ...at(0), offset: 3 }])
  await second.close()
  t.is((await stage.consumer({ group: 'g' }).committed([at(0)])).get('orders-0')?.offset, 3)
})

test('what the hook of a member that closes commits, counts', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b')
  const onRevoked = () => first.commit()
  const first: Consumer = stage.consumer({ group: { groupId: 'g', autoCommitIntervalMs: null, onRevoked } })
  await take(first, 1)
  await first.close()
  await t.throwsAsync(first.commit(), { name: 'ClosedError' })
  t.is(String((await take(stage.consumer({ group: 'g' }), 1))[0]?.value), 'b')
})

test('what a group takes away is read no longer after the hook, and goes on elsewhere where it was committed', async (t) => {
  await using stage = await Stage.open(2)
  await stage.write(0, 'a0', 'a1')
  await stage.write(1, 'b0', 'b1')
  const seen = new Map<string, number>()
  const revoked: string[] = []
  const read = async (consumer: Consumer, until: number) => {
    for await (const { value } of consumer) {
      seen.set(String(value), (seen.get(String(value)) ?? 0) + 1)
      if (seen.size >= until) return
    }
  }
  const onRevoked = (partitions: readonly { partition: number }[]) => {
    revoked.push(...partitions.map(({ partition }) => `${partition}`))
  }
  const timing = { heartbeatIntervalMs: 20, sessionTimeoutMs: 10_000 }
  const first = stage.consumer({ group: { groupId: 'g', onRevoked, ...timing } })
  await read(first, 4)
  await first.commit()
  let hasJoined = () => {}
  const joined = new Promise<void>((resolve) => {
    hasJoined = resolve
  })
  const second = stage.consumer({ group: { groupId: 'g', onAssigned: hasJoined, ...timing } })
  const loops = [read(first, 8), read(second, 8)]
  await joined
  await stage.write(0, 'a2', 'a3')
  await stage.write(1, 'b2', 'b3')
  await Promise.race(loops)
  t.deepEqual([...seen.keys()].sort(), ['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'])
  t.deepEqual([...new Set(seen.values())], [1])
  t.true(revoked.length > 0)
})

test('a member whose program has nothing in hand speaks as who it is, though partitions went while it waited', async (t) => {
  await using stage = await Stage.open(1)
  const { back, onAssigned } = comingBack()
  const consumer = stage.consumer({ group: { groupId: 'g', heartbeatIntervalMs: 20, onAssigned } })
  stage.broker.control(apis.heartbeat, fail('ILLEGAL_GENERATION'), { times: 1 })
  const first = consumer.records().next()
  await back
  t.is(consumer.groupMetadata().generationId, 2)
  await stage.write(0, 'a')
  t.is(String((await first).value?.value), 'a')
  t.is(consumer.groupMetadata().generationId, 2)
})

test('a transaction cannot commit offsets of records that the group has taken away and given anew meanwhile', async (t) => {
  await using stage = await Stage.open(1)
  await stage.write(0, 'a', 'b')
  await using producer = new Producer({ brokers: [stage.broker.address], logger: silentLogger, transactionalId: 'tx' })
  await producer.initTransactions()
  const { back, onAssigned } = comingBack()
  const consumer = stage.consumer({ group: { groupId: 'g', heartbeatIntervalMs: 20, onAssigned } })
  const records = consumer.records()
  await records.next()
  const before = consumer.groupMetadata()
  stage.broker.control(apis.heartbeat, fail('ILLEGAL_GENERATION'), { times: 1 })
  await back
  t.deepEqual(consumer.groupMetadata(), before)
  producer.begin()
  const offsets = [{ ...at(0), offset: 1 }]
  const refused = { instanceOf: AbortableError, code: 'ILLEGAL_GENERATION' }
  await t.throwsAsync(producer.sendOffsets(offsets, consumer.groupMetadata()), refused)
  await producer.abort()
  await records.next()
  t.true((consumer.groupMetadata().generationId ?? -1) > (before.generationId ?? -1))
  producer.begin()
  await producer.sendOffsets(offsets, consumer.groupMetadata())
  await producer.commit()
  t.is((await consumer.committed([at(0)])).get('orders-0')?.offset, 1)
})

test('a member may ask for a rebalance, since its assignor may know of more than topics and members', async (t) => {
  await using stage = await Stage.open()
  const assignor = new CooperativeStickyAssignor()
  let rounds = 0
  const { onAssigned, back } = comingBack()
  const onAssignment = assignor.onAssignment.bind(assignor)
  assignor.onAssignment = (assignment, group) => {
    rounds += 1
    onAssignment(assignment, group)
    onAssigned()
  }
  const consumer: Consumer = stage.consumer({
    group: { groupId: 'g', assignors: [assignor], onAssigned: (): void => consumer.rejoin() },
  })
  const reading = consumer.records().next()
  await back
  t.is(rounds, 2)
  t.is(consumer.assignment.length, 2)
  await consumer.close()
  t.true((await reading).done)
  t.throws(() => stage.consumer().rejoin(), { message: /this consumer is in no group/ })
})
