import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

interface Asked {
  readonly transactionalId?: string | null
  readonly transactionTimeoutMs?: number
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly enable2Pc?: boolean
  readonly keepPreparedTxn?: boolean
}

async function initialize(broker: TestBroker, version: number, asked: Asked = {}) {
  const body = { transactionalId: 'payments', transactionTimeoutMs: 60_000, ...asked }
  const { errorCode, producerId, producerEpoch } = await broker.ask(apis.initProducerId, { version, body })
  return { error: errorByCode(errorCode).name, producerId, producerEpoch }
}

test('a producer without transactions gets an id of its own, in every version', async (t) => {
  const broker = await TestBroker.open()
  const ids = new Set<number>()
  for (let version = 0; version <= 6; version += 1) {
    const { error, producerId, producerEpoch } = await initialize(broker, version, { transactionalId: null })
    t.is(error, 'NONE')
    t.is(producerEpoch, 0)
    ids.add(producerId)
  }
  t.is(ids.size, 7)
  await broker.close()
})

test('a transactional id keeps its producer id, and each producer of it gets the next epoch', async (t) => {
  const broker = await TestBroker.open()
  const { producerId } = await initialize(broker, 0)
  for (let version = 1; version <= 6; version += 1) {
    t.deepEqual(await initialize(broker, version), { error: 'NONE', producerId, producerEpoch: version })
  }
  await broker.close()
})

test('timeouts that cannot be and ids that are none are refused', async (t) => {
  const broker = await TestBroker.open()
  for (const transactionTimeoutMs of [-1, 0, 15 * 60_000 + 1]) {
    t.is((await initialize(broker, 5, { transactionTimeoutMs })).error, 'INVALID_TRANSACTION_TIMEOUT')
  }
  t.is((await initialize(broker, 5, { transactionTimeoutMs: 15 * 60_000 })).error, 'NONE')
  t.is((await initialize(broker, 5, { transactionalId: '' })).error, 'INVALID_REQUEST')
  t.is((await initialize(broker, 5, { producerId: 3 })).error, 'INVALID_REQUEST')
  t.is((await initialize(broker, 5, { producerEpoch: 3 })).error, 'INVALID_REQUEST')
  await broker.close()
})

test('a producer that names what it has goes on; one that was replaced is told so as its version knows it', async (t) => {
  const broker = await TestBroker.open()
  const had = await initialize(broker, 3)
  const goneOn = { ...had, producerEpoch: 1 }
  t.deepEqual(await initialize(broker, 3, { producerId: had.producerId, producerEpoch: 0 }), goneOn)
  t.deepEqual(await initialize(broker, 4, { producerId: had.producerId, producerEpoch: 0 }), goneOn)
  await initialize(broker, 5)
  t.is((await initialize(broker, 3, { producerId: had.producerId, producerEpoch: 0 })).error, 'INVALID_PRODUCER_EPOCH')
  t.is((await initialize(broker, 4, { producerId: had.producerId, producerEpoch: 0 })).error, 'PRODUCER_FENCED')
  t.is((await initialize(broker, 4, { producerId: had.producerId + 1, producerEpoch: 2 })).error, 'PRODUCER_FENCED')
  await broker.close()
})

test('two-phase commit is refused', async (t) => {
  const broker = await TestBroker.open()
  t.is((await initialize(broker, 6, { enable2Pc: true })).error, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
  t.is((await initialize(broker, 6, { keepPreparedTxn: true })).error, 'UNSUPPORTED_VERSION')
  await broker.close()
})
