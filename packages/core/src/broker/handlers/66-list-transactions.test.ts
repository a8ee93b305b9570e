import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'
import { TestProducer } from '../transactions/test-producer.contract.ts'

interface Filters {
  readonly stateFilters?: readonly string[]
  readonly producerIdFilters?: readonly number[]
  readonly durationFilter?: number
  readonly transactionalIdPattern?: string | null
}

async function openWithTransactions() {
  const broker = await TestBroker.open()
  await createOrders(broker)
  const open = await TestProducer.open(broker, { transactionalId: 'open' })
  await open.write({ topic: 'orders', partition: 0 }, 'a')
  const idle = await TestProducer.open(broker, { transactionalId: 'idle' })
  broker.clock.advance(1_000)
  return { broker, open, idle }
}

async function list(broker: TestBroker, version: number, filters: Filters = {}) {
  const body = { stateFilters: [], producerIdFilters: [], ...filters }
  const { errorCode, unknownStateFilters, transactionStates } = await broker.ask(apis.listTransactions, {
    version,
    body,
  })
  const found = transactionStates.map(
    ({ transactionalId, transactionState }) => `${transactionalId} ${transactionState}`,
  )
  return { error: errorByCode(errorCode).name, unknown: unknownStateFilters, found }
}

test('all transactional ids are listed, in every version', async (t) => {
  const { broker } = await openWithTransactions()
  for (const version of [0, 1, 2]) {
    t.deepEqual(await list(broker, version), { error: 'NONE', unknown: [], found: ['open Ongoing', 'idle Empty'] })
  }
  await broker.close()
})

test('filters are joined by and', async (t) => {
  const { broker, idle } = await openWithTransactions()
  const found = async (filters: Filters) => (await list(broker, 2, filters)).found
  t.deepEqual(await found({ stateFilters: ['Ongoing', 'PrepareCommit'] }), ['open Ongoing'])
  t.deepEqual(await found({ producerIdFilters: [idle.producerId] }), ['idle Empty'])
  t.deepEqual(await found({ stateFilters: ['Ongoing'], producerIdFilters: [idle.producerId] }), [])
  t.deepEqual(await found({ stateFilters: ['Ongoing'], durationFilter: 999 }), ['open Ongoing'])
  t.deepEqual(await found({ stateFilters: ['Ongoing'], durationFilter: 1_000 }), [])
  await broker.close()
})

test('the pattern is of the whole id, and one that cannot be read is refused', async (t) => {
  const { broker } = await openWithTransactions()
  const found = async (transactionalIdPattern: string) => (await list(broker, 2, { transactionalIdPattern })).found
  t.deepEqual(await found('o.*|nothing'), ['open Ongoing'])
  t.deepEqual(await found('ope'), [])
  t.deepEqual(await found('(?i)IDLE'), ['idle Empty'])
  t.is((await found('')).length, 2)
  t.is((await list(broker, 2, { transactionalIdPattern: '(' })).error, 'INVALID_REGULAR_EXPRESSION')
  await broker.close()
})

test('a pattern that takes too long to match is refused', async (t) => {
  const broker = await TestBroker.open()
  await TestProducer.open(broker, { transactionalId: 'a'.repeat(60) })
  t.is((await list(broker, 2, { transactionalIdPattern: '(a+)+b' })).error, 'INVALID_REGULAR_EXPRESSION')
  await broker.close()
})

test('a state that is none is told, and matches nothing', async (t) => {
  const { broker } = await openWithTransactions()
  t.deepEqual(await list(broker, 0, { stateFilters: ['Sleeping'] }), {
    error: 'NONE',
    unknown: ['Sleeping'],
    found: [],
  })
  await broker.close()
})
