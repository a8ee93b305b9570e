/**
 * Transactions of both protocol versions, on good days and on bad ones: all or nothing, once.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { answer, type Decision, drop, fail, loseAnswer } from '../../testing.ts'
import { AbortableError, FatalError, FencedError, TimeoutError, UsageError } from '../errors.ts'
import type { Producer } from '../producer/producer.ts'
import { ProducerStage } from '../producer/producer-stage.contract.ts'

const group = { groupId: 'billing' }
const versions = [1, 2] as const

async function openStage(version: 1 | 2) {
  const stage = await ProducerStage.open()
  if (version === 1) stage.speakVersion1()
  return stage
}

async function openProducer(stage: ProducerStage, options: Parameters<ProducerStage['producer']>[0] = {}) {
  const producer = stage.producer({ transactionalId: 'billing-1', lingerMs: 0, ...options })
  await stage.until(producer.initTransactions())
  return producer
}

/** Makes a call again as long as its time was over. */
async function untilInTime(call: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await call()
    } catch (problem) {
      if (!(problem instanceof TimeoutError)) throw problem
    }
  }
}

/** One transaction: a record in each of two partitions, and a group's offset. */
async function transaction(producer: Producer, name: string, offset: number): Promise<void> {
  producer.begin()
  producer.send({ topic: 'orders', partition: 0, value: name })
  producer.send({ topic: 'orders', partition: 1, value: name })
  await producer.sendOffsets([{ topic: 'orders', partition: 2, offset }], group)
  await producer.commit()
}

for (const version of versions) {
  test(`what is committed is there, what is aborted is not (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    const spoken = stage.broker.observe(apis.addPartitionsToTxn)
    await stage.until(transaction(producer, 'first', 10))
    producer.begin()
    producer.send({ topic: 'orders', partition: 0, value: 'never' })
    await stage.until(producer.sendOffsets([{ topic: 'orders', partition: 2, offset: 99 }], group))
    await stage.until(producer.abort())
    await stage.until(transaction(producer, 'second', 20))
    t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
    t.deepEqual(await stage.values('orders', 1), ['first', 'second'])
    t.is(await stage.committed('billing', 'orders', 2), 20)
    t.is(spoken.requests.length > 0, version === 1)
  })

  test(`a transaction without anything in it costs no request (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    const seen = stage.broker.observe('any')
    producer.begin()
    await stage.until(producer.commit())
    producer.begin()
    await stage.until(producer.abort())
    t.is(seen.requests.length, 0)
  })

  test(`sends to new partitions while others are being added are all in the transaction (version ${version})`, async (t) => {
    await using stage = await ProducerStage.open({ topics: [{ name: 'many', partitions: 20 }] })
    if (version === 1) stage.speakVersion1()
    const producer = await openProducer(stage)
    producer.begin()
    for (let partition = 0; partition < 20; partition += 1) {
      producer.send({ topic: 'many', partition, value: 'x' })
      await stage.pass(1)
    }
    await stage.until(producer.commit())
    for (let partition = 0; partition < 20; partition += 1) t.deepEqual(await stage.values('many', partition), ['x'])
  })

  test(`a producer that starts again with its transactional id fences the older one (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    stage.producer() // so that the id is not the first
    await stage.until(stage.producer().sendAndWait({ topic: 'orders', partition: 2, value: 'x' }))
    const older = await openProducer(stage)
    await stage.until(transaction(older, 'older', 1))
    older.begin()
    older.send({ topic: 'orders', partition: 0, value: 'open' })
    await stage.pass(50)
    const newer = await openProducer(stage)
    await stage.until(transaction(newer, 'newer', 2))
    await t.throwsAsync(stage.until(older.commit()), { instanceOf: FencedError })
    t.throws(() => older.begin(), { instanceOf: FencedError })
    t.throws(() => older.send({ topic: 'orders', value: 'x' }), { instanceOf: FencedError })
    await t.throwsAsync(stage.until(older.abort()), { instanceOf: FencedError })
    t.deepEqual(await stage.values('orders', 0), ['older', 'newer'])
    const third = await openProducer(stage)
    await stage.until(transaction(third, 'third', 3))
    t.deepEqual(await stage.values('orders', 0), ['older', 'newer', 'third'])
  })

  test(`a fenced producer hears of it when it sends (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const older = await openProducer(stage)
    await openProducer(stage)
    older.begin()
    const sent = stage.until(older.sendAndWait({ topic: 'orders', partition: 0, value: 'x' }))
    await t.throwsAsync(sent)
    const failure = await t.throwsAsync(stage.until(older.commit()))
    t.true(failure instanceof FencedError || failure instanceof AbortableError)
    await t.throwsAsync(stage.until(older.abort()), { instanceOf: FencedError })
    t.deepEqual(await stage.values('orders', 0), [])
  })

  test(`a record that is refused leaves only the abort, and the next transaction goes well (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    stage.broker.control(apis.produce, fail('INVALID_RECORD'), { times: 1 })
    producer.begin()
    producer.send({ topic: 'orders', partition: 0, value: 'bad' })
    await t.throwsAsync(stage.until(producer.commit()), { instanceOf: AbortableError, code: 'INVALID_RECORD' })
    t.throws(() => producer.send({ topic: 'orders', value: 'x' }), { instanceOf: AbortableError })
    await t.throwsAsync(producer.sendOffsets([{ topic: 'orders', partition: 0, offset: 1 }], group), {
      instanceOf: AbortableError,
    })
    await stage.until(producer.abort())
    await stage.until(transaction(producer, 'good', 4))
    t.deepEqual(await stage.values('orders', 0), ['good'])
  })

  test(`records that are lost for good abort the transaction, and the next one has no hole (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage, { deliveryTimeoutMs: 3_000 })
    await stage.until(transaction(producer, 'first', 1))
    const control = stage.broker.control(apis.produce, loseAnswer)
    producer.begin()
    producer.send({ topic: 'orders', partition: 0, value: 'lost' })
    await t.throwsAsync(stage.until(producer.commit()), { instanceOf: AbortableError })
    control.remove()
    await stage.until(producer.abort())
    await stage.until(transaction(producer, 'second', 2))
    t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
  })

  test(`an abort gives up what is not sent, and comes back from what is (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage, { batchBytes: 150 })
    await stage.until(transaction(producer, 'first', 1))
    stage.broker.control(apis.produce, drop, { times: 2 })
    producer.begin()
    const told: unknown[] = []
    for (let index = 0; index < 50; index += 1) {
      producer.send({ topic: 'orders', partition: 0, value: `never ${index}` }, (error) => told.push(error))
    }
    await stage.pass(3)
    await stage.until(producer.abort())
    t.is(told.length, 50)
    t.is(producer.bufferedBytes, 0)
    await stage.until(transaction(producer, 'second', 2))
    t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
  })

  test(`an open transaction is aborted when its producer is closed (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    producer.begin()
    producer.send({ topic: 'orders', partition: 0, value: 'never' })
    await stage.pass(20)
    await stage.until(producer.close())
    t.deepEqual(await stage.values('orders', 0), [])
    const next = await openProducer(stage)
    await stage.until(transaction(next, 'first', 1))
    t.deepEqual(await stage.values('orders', 0), ['first'])
  })

  test(`coordinators that move, load or are busy are never the user's business (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const { broker } = stage
    const asked = [
      apis.initProducerId,
      apis.addPartitionsToTxn,
      apis.addOffsetsToTxn,
      apis.txnOffsetCommit,
      apis.endTxn,
    ]
    const said = ['NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_NOT_AVAILABLE'] as const
    for (const error of said) for (const api of asked) broker.control(api as never, fail(error), { times: 1 })
    for (const api of asked.filter((one) => one !== apis.txnOffsetCommit)) {
      broker.control(api as never, fail('CONCURRENT_TRANSACTIONS'), { times: 3 })
    }
    const producer = await openProducer(stage)
    await stage.until(transaction(producer, 'first', 1))
    await stage.until(transaction(producer, 'second', 2))
    t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
    t.is(await stage.committed('billing', 'orders', 2), 2)
  })

  test(`a commit that is not done in time may be called again (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage, { maxBlockMs: 2_000 })
    const control = stage.broker.control(apis.endTxn, fail('COORDINATOR_NOT_AVAILABLE'))
    await t.throwsAsync(stage.until(transaction(producer, 'first', 1)), { instanceOf: TimeoutError })
    t.throws(() => producer.begin(), { instanceOf: UsageError })
    control.remove()
    await stage.until(producer.commit())
    t.deepEqual(await stage.values('orders', 0), ['first'])
  })

  test(`a member that has left its group cannot commit its offsets (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    producer.begin()
    const stale = { groupId: 'billing', generationId: 7, memberId: 'gone' }
    const sent = stage.until(producer.sendOffsets([{ topic: 'orders', partition: 0, offset: 1 }], stale))
    await t.throwsAsync(sent, { instanceOf: AbortableError })
    await t.throwsAsync(stage.until(producer.commit()), { instanceOf: AbortableError })
    await stage.until(producer.abort())
    t.is(await stage.committed('billing', 'orders', 0), -1)
  })

  test(`what the transactional id may not do is fatal (version ${version})`, async (t) => {
    await using stage = await openStage(version)
    const producer = await openProducer(stage)
    stage.broker.control(apis.endTxn, fail('TRANSACTIONAL_ID_AUTHORIZATION_FAILED'))
    await t.throwsAsync(stage.until(transaction(producer, 'first', 1)), { instanceOf: FatalError })
    t.throws(() => producer.begin(), { instanceOf: FatalError })
    await t.throwsAsync(producer.abort(), { instanceOf: FatalError })
  })

  for (const [name, decision] of Object.entries({ request: drop, answer: loseAnswer } as const)) {
    test(`a transaction is whole and there once, whichever ${name} is lost (version ${version})`, async (t) => {
      for (let at = 0; ; at += 1) {
        await using stage = await openStage(version)
        const isHit = hitAt(stage, at, decision)
        const producer = await openProducer(stage)
        await stage.until(transaction(producer, 'first', 1))
        producer.begin()
        producer.send({ topic: 'orders', partition: 0, value: 'never' })
        await stage.until(producer.sendOffsets([{ topic: 'orders', partition: 2, offset: 99 }], group))
        await stage.until(producer.abort())
        await stage.until(transaction(producer, 'second', 2))
        const wasHit = isHit()
        t.deepEqual(await stage.values('orders', 0), ['first', 'second'], `${at}`)
        t.deepEqual(await stage.values('orders', 1), ['first', 'second'], `${at}`)
        t.is(await stage.committed('billing', 'orders', 2), 2, `${at}`)
        if (!wasHit) {
          t.true(at > 10)
          break
        }
      }
    })
  }
}

/** Decides so about the request with this number, of all but handshakes; tells whether there was one. */
function hitAt(stage: ProducerStage, at: number, decision: Decision): () => boolean {
  let count = 0
  const isIt = ({ api }: { api: { key: number } }) => api.key !== apis.apiVersions.key && count++ === at
  const control = stage.broker.control('any', decision, { when: isIt, times: 1 })
  return () => {
    control.remove()
    return control.used > 0
  }
}

test('an abort ends in time where the coordinator does not say whether a partition belongs to the transaction', async (t) => {
  await using stage = await openStage(1)
  const producer = await openProducer(stage, { maxBlockMs: 1_000 })
  const held = stage.broker.hold(apis.addPartitionsToTxn)
  producer.begin()
  producer.send({ topic: 'orders', partition: 0, value: 'never' })
  await stage.pass(100)
  const beganMs = stage.clock.elapsedMs()
  await t.throwsAsync(stage.until(producer.abort()), { instanceOf: TimeoutError })
  t.true(stage.clock.elapsedMs() - beganMs < 2_000)
  held.release()
  await stage.until(producer.abort())
  await stage.until(transaction(producer, 'after it', 1))
  t.deepEqual(await stage.values('orders', 0), ['after it'])
})

test('the first request for an id claims none', async (t) => {
  await using stage = await openStage(2)
  const seen = stage.broker.observe(apis.initProducerId)
  await openProducer(stage)
  t.like(seen.requests[0]?.body, { producerId: -1, producerEpoch: -1, transactionalId: 'billing-1' })
})

test('calls at the wrong time say what is wrong', async (t) => {
  await using stage = await openStage(2)
  const producer = stage.producer({ transactionalId: 'billing-1' })
  t.throws(() => producer.begin(), { instanceOf: UsageError, message: /initTransactions/ })
  t.throws(() => producer.send({ topic: 'orders', value: 'x' }), { instanceOf: UsageError })
  await stage.until(producer.initTransactions())
  t.throws(() => producer.send({ topic: 'orders', value: 'x' }), { instanceOf: UsageError, message: /begin/ })
  await t.throwsAsync(producer.commit(), { instanceOf: UsageError })
  await t.throwsAsync(producer.abort(), { instanceOf: UsageError })
  producer.begin()
  t.throws(() => producer.begin(), { instanceOf: UsageError })
  t.throws(() => stage.producer().begin(), { instanceOf: UsageError, message: /transactionalId/ })
})

test('a transaction that its coordinator has given up is aborted, and the producer goes on', async (t) => {
  await using stage = await openStage(2)
  const producer = await openProducer(stage)
  stage.broker.control(apis.endTxn, answer({ throttleTimeMs: 0, errorCode: errors.TRANSACTION_ABORTABLE.code }), {
    times: 1,
  })
  await t.throwsAsync(stage.until(transaction(producer, 'first', 1)), { instanceOf: AbortableError })
  await stage.until(producer.abort())
  await stage.until(transaction(producer, 'second', 2))
  t.deepEqual(await stage.values('orders', 0), ['second'])
})

test('a coordinator that wants a pause gets it, and one that is too long is not waited for', async (t) => {
  await using stage = await openStage(2)
  const producer = await openProducer(stage, { maxBlockMs: 10_000 })
  const { code: errorCode } = errors.CONCURRENT_TRANSACTIONS
  const busy = (throttleTimeMs: number) => answer<typeof apis.endTxn.response>({ throttleTimeMs, errorCode })
  stage.broker.control(apis.endTxn, busy(5_000), { times: 1 })
  let beganMs = stage.clock.elapsedMs()
  await stage.until(transaction(producer, 'first', 1))
  t.true(stage.clock.elapsedMs() - beganMs >= 4_990)
  stage.broker.control(apis.endTxn, busy(0x7fffffff), { times: 1 })
  beganMs = stage.clock.elapsedMs()
  await t.throwsAsync(stage.until(transaction(producer, 'second', 2)), { instanceOf: TimeoutError })
  t.true(stage.clock.elapsedMs() - beganMs < 10_000)
  await stage.until(untilInTime(() => producer.commit()))
  t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
})

for (const [name, api] of [
  ['initTransactions', apis.initProducerId],
  ['sendOffsets', apis.txnOffsetCommit],
  ['commit', apis.endTxn],
  ['abort', apis.endTxn],
] as const) {
  const calls: Record<typeof name, (producer: Producer, signal?: AbortSignal) => Promise<void>> = {
    initTransactions: (producer, signal) => producer.initTransactions({ signal }),
    sendOffsets: (producer, signal) =>
      producer.sendOffsets([{ topic: 'orders', partition: 0, offset: 7 }], group, { signal }),
    commit: (producer, signal) => producer.commit({ signal }),
    abort: (producer, signal) => producer.abort({ signal }),
  }

  test(`${name} ends in time and with its signal though nobody answers, and the same call may be made again`, async (t) => {
    await using stage = await openStage(2)
    const producer = stage.producer({ transactionalId: 'billing-1', lingerMs: 0, maxBlockMs: 2_000 })
    if (name !== 'initTransactions') {
      await stage.until(producer.initTransactions())
      producer.begin()
      producer.send({ topic: 'orders', partition: 0, value: 'x' })
      if (name !== 'sendOffsets') await stage.pass(50)
    }
    const seen = stage.broker.observe(api as typeof apis.endTxn)
    const held = stage.broker.hold(api as typeof apis.endTxn)
    const beganMs = stage.clock.elapsedMs()
    await t.throwsAsync(stage.until(calls[name](producer)), { instanceOf: TimeoutError })
    t.true(stage.clock.elapsedMs() - beganMs <= 2_010)
    const giving = new AbortController()
    const given = calls[name](producer, giving.signal)
    giving.abort()
    await t.throwsAsync(given, { name: 'ClosedError' })
    held.release()
    await stage.pass(200)
    await stage.until(calls[name](producer))
    if (name !== 'sendOffsets') t.is(seen.requests.length, 1, 'what is under way is joined')
    if (name === 'initTransactions') producer.begin()
    if (name === 'sendOffsets') await stage.until(producer.commit())
    t.is(producer.health().transaction, name === 'initTransactions' ? 'open' : 'ready')
    t.deepEqual(await stage.values('orders', 0), name === 'commit' || name === 'sendOffsets' ? ['x'] : [])
    if (name === 'sendOffsets') t.is(await stage.committed('billing', 'orders', 0), 7)
  })
}

test('a call that was given up and done meanwhile is done when it is made again, and the next transaction begins', async (t) => {
  await using stage = await openStage(2)
  const producer = await openProducer(stage)
  for (const value of ['first', 'second']) {
    producer.begin()
    producer.send({ topic: 'orders', partition: 0, value })
    await t.throwsAsync(stage.until(producer.commit({ signal: AbortSignal.abort() })), { name: 'ClosedError' })
    await stage.pass(200)
    t.is(producer.health().transaction, 'ready')
    if (value === 'first') await stage.until(producer.commit())
  }
  producer.begin()
  await stage.until(producer.abort())
  t.deepEqual(await stage.values('orders', 0), ['first', 'second'])
})
