/**
 * Producers on bad days: whatever happens to requests, answers, leaders and connections, each record is there once,
 * in its order.
 */
import { execFileSync } from 'node:child_process'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors as protocolErrors } from '../../protocol/errors.ts'
import { answer, type Decision, delay, drop, fail, loseAnswer } from '../../testing.ts'
import { TimeoutError } from '../errors.ts'
import type { Producer } from './producer.ts'
import { ProducerStage } from './producer-stage.contract.ts'

const COUNT = 60

/** Small batches, so that many are on the wire at once; sends all and waits for their delivery. */
async function sendAll(stage: ProducerStage, producer: Producer, options: { partitions?: number; from?: number } = {}) {
  const { partitions = 1, from = 0 } = options
  for (let index = from; index < from + COUNT; index += 1) {
    for (let partition = 0; partition < partitions; partition += 1) {
      producer.send({ topic: 'orders', partition, value: `value ${index}` })
    }
  }
  await stage.until(producer.flush(), 5)
}

const expected = (count = COUNT) => Array.from({ length: count }, (_, index) => `value ${index}`)
const small = { batchBytes: 150, lingerMs: 0 }

const days = {
  'the first request is lost': { decision: drop, on: [0] },
  'the first answer is lost': { decision: loseAnswer, on: [0] },
  'answers are lost again and again': { decision: loseAnswer, on: [0, 3, 4, 9, 17] },
  'requests are lost again and again': { decision: drop, on: [1, 2, 5, 11] },
  'the leader has moved': { decision: fail('NOT_LEADER_OR_FOLLOWER'), on: [0, 2, 7] },
  'too few replicas are in sync': { decision: fail('NOT_ENOUGH_REPLICAS'), on: [1, 4] },
  'batches are written and the answer is an error': { decision: fail('NOT_ENOUGH_REPLICAS_AFTER_APPEND'), on: [3] },
  'a request waits for long': { decision: delay(20_000), on: [2] },
  'a request waits for longer than anybody waits': { decision: delay(40_000), on: [2] },
  'the broker has forgotten the producer': { decision: fail('UNKNOWN_PRODUCER_ID'), on: [4] },
  'the broker misses a batch that it was never sent': { decision: fail('OUT_OF_ORDER_SEQUENCE_NUMBER'), on: [0] },
} as const

for (const [name, { decision, on }] of Object.entries(days)) {
  test(`each record is there once and in order when ${name}`, async (t) => {
    await using stage = await ProducerStage.open()
    const producer = stage.producer(small)
    let count = 0
    const isHit = () => (on as readonly number[]).includes(count++)
    stage.broker.control(apis.produce, decision as Decision<typeof apis.produce.response>, {
      when: isHit,
      times: on.length,
    })
    await sendAll(stage, producer, { partitions: 2 })
    t.deepEqual(await stage.values('orders', 0), expected())
    t.deepEqual(await stage.values('orders', 1), expected())
    t.is(producer.bufferedBytes, 0)
  })
}

test('each record is there once when every third request or answer is lost, whichever comes first', async (t) => {
  for (const remainder of [0, 1, 2]) {
    await using stage = await ProducerStage.open()
    const producer = stage.producer({ ...small, retryBackoffMaxMs: 100 })
    let count = 0
    stage.broker.control(apis.produce, () => {
      count += 1
      if (count > 40 || count % 3 !== remainder) return undefined
      return count % 2 === 0 ? drop : loseAnswer
    })
    await sendAll(stage, producer)
    t.deepEqual(await stage.values('orders', 0), expected())
  }
})

test('an error names a few of the records that the broker refused, however many they are', async (t) => {
  await using stage = await ProducerStage.open()
  const errors: Error[] = []
  const producer = stage.producer({ onError: (error) => errors.push(error) })
  stage.broker.control(apis.produce, async (request) => {
    const truth = await request.handle()
    if (truth === null) return undefined
    const recordErrors = Array.from({ length: COUNT }, (_, batchIndex) => {
      return { batchIndex, batchIndexErrorMessage: 'a record needs a key' }
    })
    const refused = { errorCode: protocolErrors.INVALID_RECORD.code, errorMessage: 'refused', recordErrors }
    const responses = truth.responses.map((topic) => {
      return { ...topic, partitionResponses: topic.partitionResponses.map((one) => ({ ...one, ...refused })) }
    })
    return answer({ ...truth, responses })
  })
  await t.throwsAsync(sendAll(stage, producer), { code: 'INVALID_RECORD' })
  const said = Array.from({ length: 3 }, (_, index) => `record ${index}: a record needs a key`).join('; ')
  t.is(
    errors[0]?.message,
    `Produce orders-0 at ${stage.broker.address} (1): refused; ${said}; and 57 more (INVALID_RECORD)`,
  )
})

test('a batch that is refused for good leaves no hole behind which the others wait', async (t) => {
  await using stage = await ProducerStage.open()
  const errors: Error[] = []
  const producer = stage.producer({ ...small, onError: (error) => errors.push(error) })
  let count = 0
  stage.broker.control(apis.produce, fail('INVALID_RECORD'), { when: () => count++ === 3, times: 1 })
  await t.throwsAsync(sendAll(stage, producer), { code: 'INVALID_RECORD' })
  await sendAll(stage, producer, { from: COUNT })
  const values = await stage.values('orders', 0)
  const missing = expected(2 * COUNT).filter((value) => !values.includes(value))
  t.true(missing.length > 0 && missing.length < 10)
  t.deepEqual(
    values,
    expected(2 * COUNT).filter((value) => !missing.includes(value)),
  )
  t.is(errors.length, 1)
})

test('the leader moves while batches are on the wire', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer(small)
  let count = 0
  stage.broker.control(apis.produce, () => {
    count += 1
    if (count % 7 === 0) stage.broker.moveLeader('orders', 0)
    return undefined
  })
  await sendAll(stage, producer)
  t.deepEqual(await stage.values('orders', 0), expected())
})

test('a batch that is larger than the topic allows is split until it fits, its records in order', async (t) => {
  const topics = [{ name: 'orders', partitions: 1, configs: { 'max.message.bytes': '700' } }]
  for (const compression of ['none', 'gzip'] as const) {
    await using stage = await ProducerStage.open({ topics })
    const producer = stage.producer({ compression })
    const offsets: (number | undefined)[] = []
    const values = expected().map((value) => `${value} ${Array.from({ length: 30 }, (_, at) => at ** 3 % 97)}`)
    for (const value of values) {
      producer.send({ topic: 'orders', partition: 0, value }, (_, metadata) => offsets.push(metadata?.offset))
    }
    await stage.until(producer.flush())
    t.deepEqual(await stage.values('orders', 0), values)
    t.deepEqual(
      offsets,
      values.map((_, index) => index),
    )
    t.is(producer.bufferedBytes, 0)
  }
})

test('a single record that the topic does not allow is refused, and the others go on', async (t) => {
  const topics = [{ name: 'orders', partitions: 1, configs: { 'max.message.bytes': '700' } }]
  await using stage = await ProducerStage.open({ topics })
  const producer = stage.producer({ onError: () => {} })
  producer.send({ topic: 'orders', partition: 0, value: 'small' })
  producer.send({ topic: 'orders', partition: 0, value: 'x'.repeat(1_000) })
  producer.send({ topic: 'orders', partition: 0, value: 'small too' })
  await t.throwsAsync(stage.until(producer.flush()), { code: 'MESSAGE_TOO_LARGE' })
  t.deepEqual(await stage.values('orders', 0), ['small', 'small too'])
})

test('records that are not delivered in time are given up, and those after them come without a hole', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ ...small, deliveryTimeoutMs: 5_000, onError: () => {} })
  const control = stage.broker.control(apis.produce, drop)
  const failure = await t.throwsAsync(sendAll(stage, producer), { instanceOf: TimeoutError })
  t.regex(failure?.message ?? '', /orders-0: records were not delivered within 5000 ms/)
  control.remove()
  await sendAll(stage, producer)
  t.deepEqual(await stage.values('orders', 0), expected())
  t.is(producer.bufferedBytes, 0)
})

for (const [throttleTimeMs, pauseMs] of [
  [3_000, 3_000],
  [0x7fffffff, 30_000],
] as const) {
  test(`a broker that wants a pause of ${throttleTimeMs} ms gets one of ${pauseMs} ms`, async (t) => {
    await using stage = await ProducerStage.open()
    const producer = stage.producer({ lingerMs: 0 })
    stage.broker.control(
      apis.produce,
      async (request) => {
        const truth = await request.handle()
        return truth === null ? undefined : { kind: 'answer', body: { ...truth, throttleTimeMs } }
      },
      { times: 1 },
    )
    await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'one' }))
    const beganMs = stage.clock.elapsedMs()
    await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'two' }))
    const waitedMs = stage.clock.elapsedMs() - beganMs
    t.true(waitedMs >= pauseMs - 10 && waitedMs < pauseMs + 500)
  })
}

test('no more requests are on their way than the window says', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ ...small, maxInFlightRequests: 2 })
  const held = stage.broker.hold(apis.produce)
  const sent = sendAll(stage, producer)
  await held.next()
  await stage.pass(50)
  held.release()
  await sent
  t.deepEqual(await stage.values('orders', 0), expected())
})

test('the producer finds its broker again after a restart of all connections', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer(small)
  await sendAll(stage, producer)
  const control = stage.broker.control('any', drop, { times: 10 })
  await sendAll(stage, producer, { from: COUNT })
  t.is(control.used, 10)
  t.deepEqual(await stage.values('orders', 0), expected(2 * COUNT))
})

test('an id that cannot be had is asked for until it can', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer(small)
  stage.broker.control(apis.initProducerId, fail('COORDINATOR_LOAD_IN_PROGRESS'), { times: 3 })
  await sendAll(stage, producer)
  t.deepEqual(await stage.values('orders', 0), expected())
})

test('a producer that may not have an id says so for each record', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer()
  stage.broker.control(apis.initProducerId, fail('CLUSTER_AUTHORIZATION_FAILED'))
  const refused = { code: 'CLUSTER_AUTHORIZATION_FAILED' }
  await t.throwsAsync(stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'x' })), refused)
  t.throws(() => producer.send({ topic: 'orders', value: 'x' }), refused)
})

test('a process that waits for a delivery does not end before it knows, brokers or none', (t) => {
  const program = `
    import { Producer } from '${new URL('../../index.ts', import.meta.url)}'
    const producer = new Producer({ brokers: ['localhost:1'], maxBlockMs: 300 })
    const failure = await producer.sendAndWait({ topic: 'orders', value: 'x' }).catch((problem) => problem)
    console.log(failure.name)
    await producer.close()
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 30_000 })
  t.is(output.toString(), 'TimeoutError\n')
})
