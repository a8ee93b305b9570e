/** Transactions that take longer than they may: the coordinator aborts them, and says so by the protocol's version. */
import test from 'ava'
import { AbortableError, FatalError, FencedError } from '../errors.ts'
import type { Producer } from '../producer/producer.ts'
import { ProducerStage } from '../producer/producer-stage.contract.ts'

const TIMEOUT_MS = 20_000
/** The coordinator looks for them every ten seconds. */
const LATE_MS = TIMEOUT_MS + 15_000

const facts = [
  { version: 1, refusal: FencedError, code: 'PRODUCER_FENCED' },
  { version: 2, refusal: FatalError, code: 'INVALID_TXN_STATE' },
] as const

/** A producer whose transaction with one record is over, and who does not know it. */
async function late(version: 1 | 2): Promise<{ stage: ProducerStage; producer: Producer }> {
  const stage = await ProducerStage.open()
  if (version === 1) stage.speakVersion1()
  const producer = await opened(stage)
  producer.begin()
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'too slow' }))
  await stage.pass(LATE_MS, 100)
  return { stage, producer }
}

async function opened(stage: ProducerStage): Promise<Producer> {
  const terms = { transactionalId: 'billing-1', lingerMs: 0, transactionTimeoutMs: TIMEOUT_MS }
  const producer = stage.producer(terms)
  await stage.until(producer.initTransactions())
  return producer
}

for (const { version, refusal, code } of facts) {
  test(`a commit that comes too late is refused with ${code}, and another producer does it again (version ${version})`, async (t) => {
    const { stage, producer } = await late(version)
    await using _ = stage
    await t.throwsAsync(stage.until(producer.commit()), { instanceOf: refusal, code })
    t.is(producer.health().transaction, 'fatal')
    t.throws(() => producer.send({ topic: 'orders', value: 'later' }), { instanceOf: refusal, code })
    await t.throwsAsync(stage.until(producer.abort()), { instanceOf: refusal, code })
    await stage.until(producer.close())
    const another = await opened(stage)
    another.begin()
    another.send({ topic: 'orders', partition: 0, value: 'again' })
    await stage.until(another.commit())
    t.deepEqual(await stage.values('orders', 0), ['again'])
  })
}

test('a record that comes too late leaves only the abort, after which the producer goes on (version 2)', async (t) => {
  const { stage, producer } = await late(2)
  await using _ = stage
  const sent = producer.sendAndWait({ topic: 'orders', partition: 0, value: 'later' })
  await t.throwsAsync(stage.until(sent), { code: 'INVALID_PRODUCER_EPOCH' })
  await t.throwsAsync(stage.until(producer.commit()), { instanceOf: AbortableError })
  await stage.until(producer.abort())
  producer.begin()
  producer.send({ topic: 'orders', partition: 0, value: 'again' })
  await stage.until(producer.commit())
  t.deepEqual(await stage.values('orders', 0), ['again'])
})

test('an abort that comes too late is what has happened anyway: the producer goes on (version 2)', async (t) => {
  const { stage, producer } = await late(2)
  await using _ = stage
  await stage.until(producer.abort())
  producer.begin()
  producer.send({ topic: 'orders', partition: 0, value: 'again' })
  await stage.until(producer.commit())
  t.deepEqual(await stage.values('orders', 0), ['again'])
})

test('before version 2 the abort that comes too late finds the producer fenced', async (t) => {
  const { stage, producer } = await late(1)
  await using _ = stage
  await t.throwsAsync(stage.until(producer.abort()), { instanceOf: FencedError })
  t.is(producer.health().transaction, 'fatal')
})
