import test from 'ava'
import { ProducerStates } from './producer-states.ts'
import { after, batch, marker, messageOf, PRODUCER } from './test-producers.contract.ts'

test('a non-transactional batch has no place in an open transaction', (t) => {
  const states = after(batch({ isTransactional: true, baseOffset: 40 }))
  t.is(
    messageOf(states, [batch({ baseSequence: 1 })]),
    'INVALID_TXN_STATE: producer 7: expected a transactional batch, since its transaction from offset 40 on is open, ' +
      'found one outside of transactions',
  )
  states.recordMarker(marker({ offset: 41 }))
  t.is(messageOf(states, [batch({ baseSequence: 1 })]), 'accepted')
})

test('a marker of the same epoch leaves the sequences as they are, one of a new epoch begins anew', (t) => {
  const states = after(batch({ isTransactional: true }))
  states.recordMarker(marker({}))
  t.is(messageOf(states, [batch({ baseSequence: 1, isTransactional: true })]), 'accepted')
  states.recordMarker(marker({ producerEpoch: 1 }))
  t.is(messageOf(states, [batch({ producerEpoch: 1, isTransactional: true })]), 'accepted')
  t.regex(messageOf(states, [batch({ producerEpoch: 1, baseSequence: 1 })]), /expected sequence 0, found 1$/)
})

test('a coordinator that was replaced is fenced', (t) => {
  const states = after(batch({ isTransactional: true }))
  states.recordMarker(marker({ coordinatorEpoch: 5 }))
  const rules = { origin: 'coordinator', transactionVersion: 0 } as const
  t.deepEqual(states.checkMarker(marker({ coordinatorEpoch: 4 }), rules), {
    kind: 'refused',
    error: 'TRANSACTION_COORDINATOR_FENCED',
    message: 'producer 7: expected a marker of coordinator epoch 5 or later, found one of 4',
  })
  t.is(states.checkMarker(marker({ coordinatorEpoch: 5 }), rules), null)
  t.is(states.checkMarker(marker({ coordinatorEpoch: 4 }), { ...rules, origin: 'replication' }), null)
})

test('a marker of an older epoch is refused', (t) => {
  const states = after(batch({ producerEpoch: 3, isTransactional: true }))
  const refusalAt = (producerEpoch: number) =>
    states.checkMarker(marker({ producerEpoch }), { origin: 'coordinator', transactionVersion: 1 })?.error
  t.is(refusalAt(2), 'INVALID_PRODUCER_EPOCH')
  t.is(refusalAt(3), undefined)
  t.is(refusalAt(4), undefined)
})

test('in version 2 a marker has a newer epoch than its transaction, unless it is repeated or there is none', (t) => {
  const rules = { origin: 'coordinator', transactionVersion: 2 } as const
  const states = after(batch({ producerEpoch: 3, isTransactional: true }))
  t.is(
    states.checkMarker(marker({ producerEpoch: 3 }), rules)?.message,
    'producer 7: expected epoch 4 or later, found 3',
  )
  t.is(states.checkMarker(marker({ producerEpoch: 4 }), rules), null)
  states.recordMarker(marker({ producerEpoch: 4 }))
  t.is(states.checkMarker(marker({ producerEpoch: 4 }), rules), null)
  t.is(states.checkMarker(marker({ producerEpoch: 3 }), rules)?.error, 'INVALID_PRODUCER_EPOCH')
  const last = after(batch({ producerEpoch: 0x7fff, isTransactional: true }))
  t.is(last.checkMarker(marker({ producerEpoch: 0x7fff }), rules), null)
})

test('a transaction that was completed tells what the transaction index has to hold', (t) => {
  const states = after(
    batch({ producerId: 8, baseOffset: 10, isTransactional: true }),
    batch({ baseOffset: 11, count: 3, isTransactional: true }),
  )
  const ended = states.recordMarker(marker({ offset: 14, type: 'ABORT' }))
  const expected = { producerId: PRODUCER, firstOffset: 11, lastOffset: 14, isAborted: true, lastStableOffset: 10 }
  t.deepEqual(ended, expected)
  const other = states.recordMarker(marker({ producerId: 8, offset: 15 }))
  t.like(other, { isAborted: false, lastStableOffset: 11 }) // the first one was not completed yet
})

test('a marker without a transaction completes none', (t) => {
  const states = new ProducerStates()
  t.is(states.recordMarker(marker({ coordinatorEpoch: 2 })), null)
  t.is(states.entry(PRODUCER)?.coordinatorEpoch, 2)
})

test('readers are held back by the first transaction that is open or not replicated', (t) => {
  const states = after(
    batch({ producerId: 8, baseOffset: 10, isTransactional: true }),
    batch({ baseOffset: 11, isTransactional: true }),
  )
  t.is(states.firstUnstableOffset, 10)
  const ended = states.recordMarker(marker({ producerId: 8, offset: 12 }))
  t.is(states.firstUndecidedOffset, 10)
  if (ended !== null) states.complete(ended)
  t.is(states.firstUndecidedOffset, 11)
  t.is(states.firstUnstableOffset, 10)
  states.moveHighWatermarkTo(12)
  t.is(states.firstUnstableOffset, 10)
  states.moveHighWatermarkTo(13)
  t.is(states.firstUnstableOffset, 11)
})

test('an open transaction is known by its producer and epoch', (t) => {
  const states = after(batch({ isTransactional: true }))
  t.true(states.hasOpenTransaction(PRODUCER, 0))
  t.false(states.hasOpenTransaction(PRODUCER, 1))
  t.false(states.hasOpenTransaction(8, 0))
})
