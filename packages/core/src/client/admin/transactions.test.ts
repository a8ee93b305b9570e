/**
 * Transactions and producers through the admin.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { drop, fail, loseAnswer } from '../../testing.ts'
import { settled } from './settled.ts'
import { open, producerOf } from './stage.contract.ts'

const partition = { topic: 'a', partition: 0 }

async function openTransaction(stage: Awaited<ReturnType<typeof open>>) {
  const producer = producerOf(stage, { transactionalId: 'tx' })
  await producer.initTransactions()
  producer.begin()
  await producer.sendAndWait({ topic: 'a', partition: 0, value: 'x' })
  return producer
}

test('an open transaction is listed and described, by its coordinator and in its partition', async (t) => {
  await using stage = await open({ topics: ['a'] })
  await using producer = await openTransaction(stage)
  const { transactions, producers } = stage.admin
  const listed = (await transactions.list()).get('tx')
  t.is(listed?.state, 'Ongoing')
  t.is((await transactions.list({ states: ['Empty'] })).size, 0)
  t.is((await transactions.list({ openForMs: 10_000_000 })).size, 0)
  const described = (await transactions.describe(['tx'])).get('tx')
  t.like(described, { producerId: listed?.producerId, state: 'Ongoing', timeoutMs: 60_000 })
  t.true((described?.startTimestamp ?? 0) > 0)
  t.deepEqual(
    described?.partitions.map(({ topic, partitions }) => ({ topic, partitions })),
    [{ topic: 'a', partitions: [0] }],
  )
  const [writer] = (await producers.describe([partition])).get('a-0') ?? []
  t.like(writer, { producerId: listed?.producerId, transactionStartOffset: 0, lastSequence: 0 })
  await producer.abort()
  t.regex((await transactions.describe(['tx'])).get('tx')?.state ?? '', /Abort/)
})

test('a transactional id that nobody knows is an error, and the others are described', async (t) => {
  await using stage = await open({ topics: ['a'] })
  await using producer = await openTransaction(stage)
  const { values, errors } = await settled(stage.admin.transactions.describe(['tx', 'nobody']))
  t.deepEqual([...values.keys()], ['tx'])
  t.is(errors.get('nobody')?.code, 'TRANSACTIONAL_ID_NOT_FOUND')
  await producer.abort()
})

test('a producer that is fenced cannot commit, and its transaction is aborted', async (t) => {
  await using stage = await open({ topics: ['a'] })
  await using producer = await openTransaction(stage)
  stage.broker.control(apis.initProducerId, fail('CONCURRENT_TRANSACTIONS'), { times: 1 })
  stage.broker.control(apis.findCoordinator, fail('COORDINATOR_NOT_AVAILABLE'), { times: 1 })
  const fenced = await stage.admin.transactions.fence(['tx'])
  t.true((fenced.get('tx')?.producerEpoch ?? 0) > 0)
  await t.throwsAsync(producer.commit(), { name: 'FencedError' })
  t.is((await stage.admin.transactions.describe(['tx'])).get('tx')?.state, 'Empty')
})

test('a hanging transaction is ended by a marker in its partition, also where the answer is lost', async (t) => {
  await using stage = await open({ topics: ['a'] })
  await using producer = await openTransaction(stage)
  const end = async () =>
    (await stage.admin.offsets.list([partition], { isolation: 'read_committed' })).get('a-0')?.offset
  t.is(await end(), 0)
  const [writer] = (await stage.admin.producers.describe([partition])).get('a-0') ?? []
  if (writer === undefined) return t.fail('expected a producer')
  const { producerId, producerEpoch } = writer
  stage.broker.control(apis.writeTxnMarkers, loseAnswer, { times: 1 })
  await stage.admin.transactions.abort({ ...partition, producerId, producerEpoch: producerEpoch + 1 }).catch(() => {})
  t.true(((await end()) ?? 0) >= 2)
  await producer.close({ timeoutMs: 1_000 })
})

test('of two that are fenced the one that got its answer is not fenced again', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe(apis.initProducerId)
  await stage.admin.transactions.fence(['one', 'two'])
  stage.broker.control(apis.initProducerId, drop, { times: 1, when: ({ body }) => body.transactionalId === 'two' })
  const before = seen.requests.length
  t.is((await stage.admin.transactions.fence(['one', 'two'])).size, 2)
  t.deepEqual(
    seen.requests.slice(before).map(({ body }) => body.transactionalId),
    ['one', 'two', 'two'],
  )
})
