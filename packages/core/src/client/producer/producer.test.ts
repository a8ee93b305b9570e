/**
 * What a producer promises on good days, and what it says when it cannot.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { fail } from '../../testing.ts'
import { BufferFullError, ClosedError, TimeoutError, UsageError } from '../errors.ts'
import { Producer } from './producer.ts'
import { ProducerStage } from './producer-stage.contract.ts'

test('a record lies where its metadata says', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  const first = await stage.until(producer.sendAndWait({ topic: 'orders', key: 'a', value: 'one', timestamp: 7 }))
  const second = await stage.until(producer.sendAndWait({ topic: 'orders', key: 'a', value: 'two', timestamp: 8 }))
  t.deepEqual(first, { topic: 'orders', partition: first.partition, offset: 0, timestamp: 7 })
  t.deepEqual(second, { ...first, offset: 1, timestamp: 8 })
  t.deepEqual(await stage.values('orders', first.partition), ['one', 'two'])
})

test('a name may stand twice among the headers, and key, value and headers may be null', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  const headers = [
    { key: 'trace', value: 'a' },
    { key: 'trace', value: null },
    { key: 'trace', value: Buffer.from('b') },
  ]
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, key: null, value: null, headers }))
  t.deepEqual(await stage.read('orders', 0), [
    {
      offset: 0,
      key: null,
      value: null,
      headers: [
        ['trace', 'a'],
        ['trace', null],
        ['trace', 'b'],
      ],
    },
  ])
})

test('records of one key keep their order, in every codec and without', async (t) => {
  await using stage = await ProducerStage.open()
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const producer = stage.producer({ compression, batchBytes: 500 })
    const before = (await stage.values('orders', 1)).length
    const values = Array.from({ length: 100 }, (_, index) => `${compression} ${index} ${'x'.repeat(20)}`)
    for (const value of values) producer.send({ topic: 'orders', partition: 1, value })
    await stage.until(producer.flush())
    t.deepEqual((await stage.values('orders', 1)).slice(before), values)
    t.is(producer.bufferedBytes, 0)
  }
})

for (const acks of [0, 1] as const) {
  test(`records arrive with acks ${acks}`, async (t) => {
    await using stage = await ProducerStage.open()
    const producer = stage.producer({ acks, batchBytes: 200 })
    for (let index = 0; index < 50; index += 1) producer.send({ topic: 'orders', partition: 0, value: `${index}` })
    await stage.until(producer.flush())
    await stage.pass(10)
    t.is((await stage.values('orders', 0)).length, 50)
    t.is(producer.bufferedBytes, 0)
  })
}

test('one request carries the batches of many partitions', async (t) => {
  await using stage = await ProducerStage.open({ topics: [{ name: 'many', partitions: 50 }] })
  const seen = stage.broker.observe(apis.produce)
  const producer = stage.producer()
  for (let partition = 0; partition < 50; partition += 1) producer.send({ topic: 'many', partition, value: 'x' })
  await stage.until(producer.flush())
  t.is(seen.requests.length, 1)
  t.is(seen.requests[0]?.body.topicData[0]?.partitionData.length, 50)
})

test('a batch waits for more as long as the linger says, and no longer', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ lingerMs: 50 })
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'first' }))
  const seen = stage.broker.observe(apis.produce)
  producer.send({ topic: 'orders', partition: 0, value: 'one' })
  await stage.pass(40)
  producer.send({ topic: 'orders', partition: 0, value: 'two' })
  t.is(seen.requests.length, 0)
  await stage.pass(20)
  t.is(seen.requests.length, 1)
  t.deepEqual(await stage.values('orders', 0), ['first', 'one', 'two'])
})

test('a topic that is not there is created, and its records keep their order', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  for (let index = 0; index < 5; index += 1) producer.send({ topic: 'new', value: `${index}` })
  const last = await stage.until(producer.sendAndWait({ topic: 'new', value: 'last' }))
  t.deepEqual(await stage.values('new', last.partition), ['0', '1', '2', '3', '4', 'last'])
})

test('records of a topic that nobody makes are given up in time, and flush says so', async (t) => {
  await using stage = await ProducerStage.open()
  const errors: Error[] = []
  const producer = stage.producer({ createsTopics: false, onError: (error) => errors.push(error) })
  producer.send({ topic: 'nowhere', value: 'x' })
  const failure = await t.throwsAsync(stage.until(producer.flush(), 100), { instanceOf: TimeoutError })
  t.regex(failure?.message ?? '', /nowhere.*60000 ms/)
  t.deepEqual(errors, [failure])
  await stage.until(producer.flush())
  t.is(producer.bufferedBytes, 0)
})

test('partitions that are added get records without a key after the view is fresh', async (t) => {
  await using stage = await ProducerStage.open({ topics: [{ name: 'grows', partitions: 1 }] })
  const producer = stage.producer({
    metadataMaxAgeMs: 1_000,
    partitioner: ({ value }, count) => (value === 'x' ? count - 1 : 0),
  })
  t.is((await stage.until(producer.sendAndWait({ topic: 'grows', value: 'x' }))).partition, 0)
  stage.broker.control(apis.metadata, async (request) => {
    const truth = await request.handle()
    const topics = truth?.topics.map((topic) => {
      const [first] = topic.partitions ?? []
      return first === undefined ? topic : { ...topic, partitions: [first, { ...first, partitionIndex: 1 }] }
    })
    return truth === null ? undefined : { kind: 'answer', body: { ...truth, topics: topics ?? [] } }
  })
  await stage.pass(1_100)
  await stage.until(producer.sendAndWait({ topic: 'grows', value: 'y' }))
  await stage.pass(100)
  const errors: unknown[] = []
  producer.send({ topic: 'grows', value: 'x' }, (error) => errors.push(error))
  t.is(await stage.until(producer.partitionCount('grows')), 2)
  await stage.until(producer.close({ timeoutMs: 10 }))
  t.is(errors.length, 1) // the broker does not have it: this test made it up
})

test('send says false when the memory is full, and fails for those who go on', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ bufferBytes: 200_000, batchBytes: 16_384 })
  const value = 'x'.repeat(1_000)
  let count = 1
  while (producer.send({ topic: 'orders', partition: 0, value })) count += 1
  t.true(count > 150)
  t.throws(
    () => {
      for (;;) {
        producer.send({ topic: 'orders', partition: 0, value })
        count += 1
      }
    },
    { instanceOf: BufferFullError, code: 'BUFFER_FULL' },
  )
  t.true(producer.bufferedBytes <= 200_000 + 16_384)
  await stage.until(producer.ready())
  t.true(producer.send({ topic: 'orders', partition: 0, value }))
  await stage.until(producer.flush())
  t.is((await stage.values('orders', 0)).length, count + 1)
  t.is(producer.bufferedBytes, 0)
})

test('a record that no request can carry is refused at once, a large one travels alone', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ batchBytes: 1_000, maxRequestBytes: 100_000 })
  t.throws(() => producer.send({ topic: 'orders', partition: 0, value: 'x'.repeat(100_000) }), {
    code: 'MESSAGE_TOO_LARGE',
  })
  t.is(producer.bufferedBytes, 0)
  producer.send({ topic: 'orders', partition: 0, value: 'small' })
  producer.send({ topic: 'orders', partition: 0, value: 'y'.repeat(50_000) })
  producer.send({ topic: 'orders', partition: 0, value: 'small too' })
  await stage.until(producer.flush())
  t.deepEqual(
    (await stage.values('orders', 0)).map((value) => value?.length),
    [5, 50_000, 9],
  )
  t.is(producer.bufferedBytes, 0)
})

test('what cannot be a record is refused at once', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  t.throws(() => producer.send({ topic: 'orders', partition: -1, value: 'x' }), { instanceOf: UsageError })
  t.throws(() => producer.send({ topic: '', value: 'x' }), { instanceOf: UsageError })
  t.throws(() => producer.send({ topic: 'orders', partition: 0, value: 7 as never }), { code: 'BAD_VALUE' })
  t.is(producer.bufferedBytes, 0)
  t.throws(() => new Producer({ brokers: ['x:1'], acks: 1, idempotent: true }), { instanceOf: UsageError })
})

test('a callback that throws harms nobody', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  producer.send({ topic: 'orders', partition: 0, value: 'x' }, () => {
    throw new Error('a bug of the user')
  })
  await stage.until(producer.flush())
  t.deepEqual(await stage.values('orders', 0), ['x'])
})

test('records that the broker refuses are told to their callbacks, and the others go on', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ lingerMs: 0 })
  stage.broker.control(apis.produce, fail('INVALID_RECORD'), { times: 1 })
  await t.throwsAsync(stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'bad' })), {
    code: 'INVALID_RECORD',
  })
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'good' }))
  t.deepEqual(await stage.values('orders', 0), ['good'])
  await stage.until(producer.flush())
})

test('closing delivers what was taken, and leaves no timer', async (t) => {
  const stage = await ProducerStage.open()
  const producer = stage.producer({ lingerMs: 10_000 })
  for (let index = 0; index < 10; index += 1) producer.send({ topic: 'orders', partition: 0, value: `${index}` })
  await stage.until(producer.close())
  t.throws(() => producer.send({ topic: 'orders', value: 'x' }), { instanceOf: ClosedError })
  t.is((await stage.values('orders', 0)).length, 10)
  await stage.until(stage.broker.close())
  await stage.pass(10)
  t.is(stage.clock.pendingTimers, 0)
})

test('closing ends in time when the brokers are gone, and says what was not delivered', async (t) => {
  const stage = await ProducerStage.open()
  const producer = stage.producer()
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'x' }))
  await stage.until(stage.broker.close())
  const errors: (Error | null)[] = []
  producer.send({ topic: 'orders', partition: 0, value: 'y' }, (error) => errors.push(error))
  producer.send({ topic: 'unknown', value: 'z' }, (error) => errors.push(error))
  const beganMs = stage.clock.elapsedMs()
  await stage.until(producer.close({ timeoutMs: 500 }))
  t.true(stage.clock.elapsedMs() - beganMs <= 502)
  t.true(errors.length === 2 && errors.every((error) => error instanceof ClosedError))
  await stage.pass(10)
  t.is(stage.clock.pendingTimers, 0)
  t.is(producer.bufferedBytes, 0)
})

test('a partition writer hears of its batches', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ batchBytes: 500 })
  const writer = producer.partitionWriter('orders', 2)
  const seen: [number, number][] = []
  writer.onBatch(({ baseOffset, recordCount }) => seen.push([baseOffset, recordCount]))
  for (let index = 0; index < 20; index += 1) writer.append('key', Buffer.from('x'.repeat(80)), 5)
  await stage.until(producer.flush())
  t.is(
    seen.reduce((sum, [, count]) => sum + count, 0),
    20,
  )
  t.is(seen[0]?.[0], 0)
  t.true(seen.length > 1)
})

test('whoever observes by channel sees records, requests and batches', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ clientId: 'observed' })
  const seen: string[] = []
  const names = ['send', 'request', 'batch'].map((event) => `millrace:producer:${event}`)
  const see = (_message: unknown, name: string | symbol) => seen.push(String(name))
  for (const name of names) subscribe(name, see)
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'x' }))
  for (const name of names) unsubscribe(name, see)
  for (const name of names) t.true(seen.includes(name), name)
})

test('a topic that nothing was sent to for a time is asked about no more, and known anew when something is', async (t) => {
  await using stage = await ProducerStage.open({
    topics: [
      { name: 'orders', partitions: 1 },
      { name: 'returns', partitions: 1 },
    ],
  })
  const producer = stage.producer({ metadataMaxAgeMs: 10_000, metadataMaxIdleMs: 20_000, lingerMs: 0 })
  const asked = stage.broker.observe(apis.metadata)
  const topics = () => asked.requests.at(-1)?.body.topics?.map(({ name }) => name)
  await stage.until(producer.sendAndWait({ topic: 'orders', value: 'one' }))
  for (let turn = 0; turn < 5; turn += 1) {
    await stage.until(producer.sendAndWait({ topic: 'returns', value: 'often' }))
    await stage.pass(10_000)
  }
  t.deepEqual(topics(), ['returns'])
  const sent = ['two', 'three'].map((value) => producer.sendAndWait({ topic: 'orders', key: 'a', value }))
  const offsets = (await stage.until(Promise.all(sent))).map(({ offset }) => offset)
  t.deepEqual(offsets, [1, 2])
  t.deepEqual(await stage.values('orders', 0), ['one', 'two', 'three'])
  t.deepEqual(topics()?.sort(), ['orders', 'returns'])
})

test('whoever waits for room, delivery or a topic may give up, and what was sent is delivered all the same', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ lingerMs: 0, batchBytes: 1_000, bufferBytes: 1_000 })
  const held = stage.broker.hold(apis.produce)
  while (producer.send({ topic: 'orders', partition: 0, value: 'x'.repeat(200) })) await stage.pass(1)
  const giving = new AbortController()
  const { signal } = giving
  const waiting = [
    producer.ready({ signal }),
    producer.flush({ signal }),
    producer.sendAndWait({ topic: 'orders', partition: 0, value: 'never sent' }, { signal }),
    producer.partitionCount('nowhere', { signal }),
  ].map((one) => t.throwsAsync(one, { instanceOf: ClosedError }))
  giving.abort(new Error('enough'))
  await stage.until(Promise.all(waiting))
  held.release()
  await stage.until(producer.flush())
  const values = await stage.values('orders', 0)
  t.true(values.length > 0 && values.every((value) => value?.startsWith('xxx')))
})
