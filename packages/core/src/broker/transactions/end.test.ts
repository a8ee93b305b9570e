import test from 'ava'
import { completed, decideEnd, fence } from './end.ts'
import { LAST_EPOCH, NONE, newState, type TransactionState, type TransactionStatus } from './transaction-state.ts'

const FRESH_ID = 900
const moment = { nowMs: 50, freshId: () => FRESH_ID }

function stateWith(status: TransactionStatus, facts: Partial<TransactionState> = {}): TransactionState {
  return { ...newState('payments', 7), producerEpoch: 3, startMs: 10, timeoutMs: 1_000, status, ...facts }
}

/** What becomes of the state: the error, or its new status and epoch. */
function ended(state: TransactionState, { version, isCommit, epoch = 3 }: Ended): string {
  const { transactionalId, producerId } = state
  const request = { transactionalId, producerId, producerEpoch: epoch, isCommit, version }
  const decision = decideEnd(state, request, moment)
  return decision.kind === 'refused' ? decision.error : `${decision.state.status} ${decision.state.producerEpoch}`
}

interface Ended {
  readonly version: 0 | 2
  readonly isCommit: boolean
  readonly epoch?: number
}

const commit1 = { version: 0, isCommit: true } as const
const abort1 = { version: 0, isCommit: false } as const
const commit2 = { version: 2, isCommit: true } as const
const abort2 = { version: 2, isCommit: false } as const

test('an open transaction ends as its producer says; version 2 raises the epoch', (t) => {
  const state = stateWith('Ongoing')
  t.is(ended(state, commit1), 'PrepareCommit 3')
  t.is(ended(state, abort1), 'PrepareAbort 3')
  t.is(ended(state, commit2), 'PrepareCommit 4')
  t.is(ended(state, abort2), 'PrepareAbort 4')
})

test('an end that is asked for again is known by the state in version 1', (t) => {
  t.is(ended(stateWith('CompleteCommit'), commit1), 'NONE')
  t.is(ended(stateWith('CompleteAbort'), abort1), 'NONE')
  t.is(ended(stateWith('CompleteCommit'), abort1), 'INVALID_TXN_STATE')
  t.is(ended(stateWith('CompleteAbort'), commit1), 'INVALID_TXN_STATE')
  t.is(ended(stateWith('PrepareCommit'), commit1), 'CONCURRENT_TRANSACTIONS')
  t.is(ended(stateWith('PrepareAbort'), commit1), 'INVALID_TXN_STATE')
})

test('an end that is asked for again is known by the epoch before in version 2', (t) => {
  t.is(ended(stateWith('CompleteCommit'), { ...commit2, epoch: 2 }), 'NONE')
  t.is(ended(stateWith('CompleteCommit'), { ...abort2, epoch: 2 }), 'INVALID_TXN_STATE')
  t.is(ended(stateWith('CompleteAbort'), { ...abort2, epoch: 2 }), 'NONE')
  t.is(ended(stateWith('PrepareCommit'), { ...commit2, epoch: 2 }), 'CONCURRENT_TRANSACTIONS')
  t.is(ended(stateWith('PrepareCommit'), { ...abort2, epoch: 2 }), 'INVALID_TXN_STATE')
  t.is(ended(stateWith('PrepareCommit'), commit2), 'PRODUCER_FENCED')
})

test('without a transaction there is nothing to commit, and an abort raises the epoch in version 2 only', (t) => {
  for (const status of ['Empty', 'CompleteCommit', 'CompleteAbort'] as const) {
    t.is(ended(stateWith(status), commit2), 'INVALID_TXN_STATE')
    t.is(ended(stateWith(status), abort2), 'PrepareAbort 4')
  }
  t.is(ended(stateWith('Empty'), commit1), 'INVALID_TXN_STATE')
  t.is(ended(stateWith('Empty'), abort1), 'INVALID_TXN_STATE')
})

test('a producer of another epoch or id ends nothing', (t) => {
  for (const asked of [commit1, commit2]) {
    t.is(ended(stateWith('Ongoing'), { ...asked, epoch: 2 }), 'PRODUCER_FENCED')
    t.is(ended(stateWith('Ongoing'), { ...asked, epoch: 4 }), 'PRODUCER_FENCED')
    const claim = { transactionalId: 'payments', producerId: 8, producerEpoch: 3 }
    const decision = decideEnd(stateWith('Ongoing'), { ...claim, ...asked }, moment)
    t.deepEqual(decision, { kind: 'refused', error: 'INVALID_PRODUCER_ID_MAPPING' })
  }
})

test('the last epoch ends with a new id, and the repeated request is still known', (t) => {
  const state = stateWith('Ongoing', { producerEpoch: LAST_EPOCH - 1 })
  const claim = { transactionalId: 'payments', producerId: 7, producerEpoch: LAST_EPOCH - 1 }
  const decision = decideEnd(state, { ...claim, ...commit2 }, moment)
  t.is(decision.kind, 'next')
  if (decision.kind !== 'next') return
  t.is(decision.state.producerEpoch, LAST_EPOCH)
  const after = completed(decision.state, 60)
  t.is(after.producerId, FRESH_ID)
  t.is(after.producerEpoch, 0)
  t.is(after.nextProducerId, NONE)
  t.deepEqual(decideEnd(after, { ...claim, ...commit2 }, moment), { kind: 'refused', error: 'NONE' })
})

test('a fenced producer has an epoch that nobody was told, even where none is left', (t) => {
  const fenced = fence(stateWith('Ongoing'), moment)
  t.is(fenced.kind === 'next' && fenced.state.producerEpoch, 4)
  const last = fence(stateWith('Ongoing', { producerEpoch: LAST_EPOCH }), moment)
  t.is(last.kind === 'next' && last.state.producerEpoch, LAST_EPOCH)
  t.is(last.kind === 'next' && completed(last.state, 60).producerId, FRESH_ID)
})
