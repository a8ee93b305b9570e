import test from 'ava'
import { type Initialization, initialize } from './initialize.ts'
import { LAST_EPOCH, NONE, newState, type TransactionState } from './transaction-state.ts'

const FRESH_ID = 900
const freshId = () => FRESH_ID
const request: Initialization = { timeoutMs: 1_000, expected: null, nowMs: 5 }

function stateWith(facts: Partial<TransactionState>): TransactionState {
  return { ...newState('payments', 7), producerEpoch: 3, status: 'CompleteCommit', ...facts }
}

function expecting(producerId: number, producerEpoch: number): Initialization {
  return { ...request, expected: { producerId, producerEpoch } }
}

function initialized(state: TransactionState, asked: Initialization) {
  const decision = initialize(state, asked, freshId)
  if (decision.kind !== 'next') return decision
  const { producerId, producerEpoch, lastProducerEpoch } = decision.state
  return { producerId, producerEpoch, lastProducerEpoch }
}

test('a transactional id that nobody has used begins with epoch 0', (t) => {
  const begun = { producerId: 7, producerEpoch: 0, lastProducerEpoch: NONE }
  t.deepEqual(initialized(newState('payments', 7), request), begun)
  t.deepEqual(initialized(newState('payments', 7), expecting(500, 4)), begun)
})

test('each new producer of a transactional id gets the next epoch', (t) => {
  const next = { producerId: 7, producerEpoch: 4, lastProducerEpoch: NONE }
  t.deepEqual(initialized(stateWith({}), request), next)
})

test('a producer that goes on is told the same when it asks again', (t) => {
  const gone = { producerId: 7, producerEpoch: 4, lastProducerEpoch: 3 }
  t.deepEqual(initialized(stateWith({}), expecting(7, 3)), gone)
  t.deepEqual(initialized(stateWith(gone), expecting(7, 3)), gone)
})

test('a producer that another has replaced cannot go on', (t) => {
  const fenced = { kind: 'refused', error: 'PRODUCER_FENCED' }
  t.deepEqual(initialized(stateWith({ producerEpoch: 4 }), expecting(7, 3)), fenced)
  t.deepEqual(initialized(stateWith({}), expecting(8, 3)), fenced)
  t.deepEqual(initialized(stateWith({ producerEpoch: LAST_EPOCH - 1 }), expecting(7, 3)), fenced)
})

test('when the epochs have run out, a new id begins with epoch 0', (t) => {
  const exhausted = stateWith({ producerEpoch: LAST_EPOCH - 1 })
  const fresh = { producerId: FRESH_ID, producerEpoch: 0, lastProducerEpoch: NONE }
  t.deepEqual(initialized(exhausted, request), fresh)
  const goneOn = { ...fresh, lastProducerEpoch: LAST_EPOCH - 1 }
  t.deepEqual(initialized(exhausted, expecting(7, LAST_EPOCH - 1)), goneOn)
  const after = stateWith({ ...goneOn, previousProducerId: 7 })
  t.deepEqual(initialized(after, expecting(7, LAST_EPOCH - 1)), goneOn)
})

test('without an id at hand the producer has to ask again', (t) => {
  const decision = initialize(stateWith({ producerEpoch: LAST_EPOCH - 1 }), request, () => null)
  t.deepEqual(decision, { kind: 'refused', error: 'COORDINATOR_LOAD_IN_PROGRESS' })
})

test('a transaction that is being ended has to be over first, and an open one to be aborted', (t) => {
  const concurrent = { kind: 'refused', error: 'CONCURRENT_TRANSACTIONS' }
  t.deepEqual(initialized(stateWith({ status: 'PrepareCommit' }), request), concurrent)
  t.deepEqual(initialized(stateWith({ status: 'PrepareAbort' }), request), concurrent)
  t.deepEqual(initialized(stateWith({ status: 'Ongoing' }), request), { kind: 'abort-first' })
})
