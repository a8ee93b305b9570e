import test from 'ava'
import type { AppendRules, BatchFacts, MarkerFacts } from './facts.ts'
import { ProducerStates } from './producer-states.ts'

const client: AppendRules = { origin: 'client' }
const coordinator: AppendRules = { origin: 'coordinator' }
const PRODUCER = 7

type BatchOptions = Partial<BatchFacts> & { readonly count?: number }

/** A batch of `count` records, which begins at `baseOffset` with `baseSequence`. */
function batch({ count = 1, ...facts }: BatchOptions): BatchFacts {
  const baseOffset = facts.baseOffset ?? 0
  const baseSequence = facts.baseSequence ?? 0
  return {
    baseOffset,
    lastOffset: baseOffset + count - 1,
    producerId: PRODUCER,
    producerEpoch: 0,
    baseSequence,
    lastSequence: (baseSequence + count - 1) % 0x80000000,
    maxTimestamp: 1000 + baseOffset,
    isTransactional: false,
    ...facts,
  }
}

function marker(facts: Partial<MarkerFacts>): MarkerFacts {
  return {
    producerId: PRODUCER,
    producerEpoch: 0,
    coordinatorEpoch: 0,
    offset: 0,
    timestamp: 2000,
    type: 'COMMIT',
    ...facts,
  }
}

function after(...batches: BatchFacts[]): ProducerStates {
  const states = new ProducerStates()
  for (const one of batches) states.record(one)
  return states
}

function messageOf(states: ProducerStates, batches: BatchFacts[], rules = client): string {
  const verdict = states.check(batches, rules)
  return verdict.kind === 'refused' ? `${verdict.error}: ${verdict.message}` : verdict.kind
}

test('a batch that goes on where the last one ended is accepted', (t) => {
  const states = after(batch({ count: 5 }))
  t.is(messageOf(states, [batch({ baseSequence: 5 })]), 'accepted')
})

test('a batch that leaves a gap or goes back is out of order', (t) => {
  const states = after(batch({ count: 5 }))
  t.is(
    messageOf(states, [batch({ baseSequence: 6 })]),
    'OUT_OF_ORDER_SEQUENCE_NUMBER: producer 7: expected sequence 5, found 6',
  )
  t.regex(messageOf(states, [batch({ baseSequence: 4 })]), /expected sequence 5, found 4$/)
})

test('each of the last five batches is known again, with the offsets and the time that it got', (t) => {
  const states = after(...[0, 1, 2, 3, 4].map((n) => batch({ baseOffset: 100 + 2 * n, baseSequence: 2 * n, count: 2 })))
  for (const n of [0, 1, 2, 3, 4]) {
    const baseOffset = 100 + 2 * n
    t.deepEqual(states.check([batch({ baseSequence: 2 * n, count: 2 })], client), {
      kind: 'duplicate',
      firstOffset: baseOffset,
      lastOffset: baseOffset + 1,
      timestamp: 1000 + baseOffset,
    })
  }
})

test('the sixth last batch is not known any more', (t) => {
  const states = after(...[0, 1, 2, 3, 4, 5].map((n) => batch({ baseOffset: n, baseSequence: n })))
  t.is(states.check([batch({ baseSequence: 1 })], client).kind, 'duplicate')
  t.regex(messageOf(states, [batch({ baseSequence: 0 })]), /expected sequence 6, found 0$/)
})

test('of two batches with the same sequences, as only a replica can have them, the older one is named', (t) => {
  const states = after(...[0, 1, 2, 3, 4].map((n) => batch({ baseOffset: n, baseSequence: n })))
  states.record(batch({ baseOffset: 5, baseSequence: 3 }))
  t.like(states.check([batch({ baseSequence: 3 })], client), { kind: 'duplicate', firstOffset: 3 })
})

test('a batch with some of the sequences of a known one is no duplicate', (t) => {
  const states = after(batch({ count: 5 }))
  t.regex(messageOf(states, [batch({ count: 4 })]), /^OUT_OF_ORDER/)
})

test('sequences go on with 0 after 2147483647, in the middle of a batch too', (t) => {
  const states = after(batch({ baseSequence: 0x7ffffffe, count: 4 }))
  t.is(states.entry(PRODUCER)?.lastSequence, 1)
  t.is(states.check([batch({ baseSequence: 0x7ffffffe, count: 4 })], client).kind, 'duplicate')
  t.is(messageOf(states, [batch({ baseSequence: 2 })]), 'accepted')
  const atTheEnd = after(batch({ baseSequence: 0x7fffffff }))
  t.is(messageOf(atTheEnd, [batch({ baseSequence: 0 })]), 'accepted')
  t.regex(messageOf(atTheEnd, [batch({ baseSequence: 1 })]), /expected sequence 0, found 1$/)
})

test('a replaced producer is fenced', (t) => {
  const states = after(batch({ producerEpoch: 3 }))
  t.is(
    messageOf(states, [batch({ producerEpoch: 2, baseSequence: 1 })]),
    'INVALID_PRODUCER_EPOCH: producer 7: expected epoch 3 or later, found 2',
  )
  t.regex(messageOf(states, [batch({ producerEpoch: 2 })], coordinator), /^INVALID_PRODUCER_EPOCH/)
})

test('a new epoch begins with sequence 0 and forgets the batches of the old one', (t) => {
  const states = after(batch({ count: 5 }))
  t.is(
    messageOf(states, [batch({ producerEpoch: 1, baseSequence: 5 })]),
    'OUT_OF_ORDER_SEQUENCE_NUMBER: producer 7: expected sequence 0 in its new epoch 1, found 5',
  )
  t.is(messageOf(states, [batch({ producerEpoch: 1 })]), 'accepted')
  states.record(batch({ producerEpoch: 1, baseOffset: 5 }))
  t.is(states.check([batch({ producerEpoch: 1 })], client).kind, 'duplicate')
  t.regex(messageOf(states, [batch({ count: 5 })]), /^INVALID_PRODUCER_EPOCH/)
})

test('a producer of which nothing is known may begin with any sequence', (t) => {
  t.is(messageOf(new ProducerStates(), [batch({ baseSequence: 815, producerEpoch: 4 })]), 'accepted')
})

test('in a transaction of version 2 a producer without a known batch begins with 0', (t) => {
  const rules: AppendRules = { origin: 'client', mustStartAtZero: true }
  t.is(
    messageOf(new ProducerStates(), [batch({ baseSequence: 1 })], rules),
    'OUT_OF_ORDER_SEQUENCE_NUMBER: producer 7: expected sequence 0 in its first batch, found 1',
  )
  t.is(messageOf(new ProducerStates(), [batch({})], rules), 'accepted')
  t.is(messageOf(after(batch({})), [batch({ baseSequence: 1 })], rules), 'accepted')
})

test('several batches of one append follow one another', (t) => {
  const states = after(batch({ count: 5 }))
  const second = batch({ baseSequence: 5, count: 2 })
  t.is(messageOf(states, [second, batch({ baseSequence: 7 })]), 'accepted')
  t.regex(messageOf(states, [second, batch({ baseSequence: 8 })]), /expected sequence 7, found 8$/)
  t.is(messageOf(states, [second, batch({ producerId: 8, baseSequence: 3 }), batch({ baseSequence: 7 })]), 'accepted')
  t.is(states.entry(PRODUCER)?.lastSequence, 4) // a check changes nothing
})

test('one duplicate makes the whole append one', (t) => {
  const states = after(batch({ count: 5 }))
  t.is(states.check([batch({ count: 5 }), batch({ baseSequence: 5 })], client).kind, 'duplicate')
})

test('batches without a producer id are none of its business', (t) => {
  const anonymous = batch({ producerId: -1, producerEpoch: -1, baseSequence: -1, lastSequence: -1 })
  const states = after(anonymous)
  t.is(states.producerCount, 0)
  t.is(messageOf(states, [anonymous, anonymous]), 'accepted')
})

test("the group coordinator's batches have no sequences", (t) => {
  const commit = batch({ baseSequence: -1, lastSequence: -1, isTransactional: true })
  const states = after(commit)
  t.is(messageOf(states, [commit], coordinator), 'accepted')
})

test('what a leader accepted is not asked again, nor what is in the log already', (t) => {
  const states = after(batch({ producerEpoch: 3, isTransactional: true }))
  const stale = batch({ producerEpoch: 2, baseSequence: 99, isTransactional: true })
  t.is(messageOf(states, [stale], { origin: 'replication' }), 'accepted')
  t.regex(messageOf(states, [{ ...stale, isTransactional: false }], { origin: 'replication' }), /^INVALID_TXN_STATE/)
  t.is(messageOf(states, [{ ...stale, isTransactional: false }], { origin: 'recovery' }), 'accepted')
})

test('an idle producer is forgotten, one with an open transaction is not', (t) => {
  const states = after(
    batch({}),
    batch({ producerId: 8, isTransactional: true }),
    batch({ producerId: 9, baseOffset: 1 }),
  )
  states.expire({ nowMs: 1500, expirationMs: 500 })
  t.deepEqual(
    Array.from(states.entries(), ({ producerId }) => producerId),
    [8, 9],
  )
})

test('the end of what is known follows the log', (t) => {
  const states = new ProducerStates()
  states.moveEndTo(50)
  states.moveStartTo(20)
  t.is(states.endOffset, 50)
  states.moveStartTo(70)
  t.is(states.endOffset, 70)
})

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

test('what was saved is known again: of the batches the last one, and the open transactions in their order', (t) => {
  const states = after(
    batch({ baseSequence: 0, baseOffset: 20, count: 2, isTransactional: true }),
    batch({ baseSequence: 2, baseOffset: 22, count: 3, isTransactional: true }),
    batch({ producerId: 8, baseOffset: 10, isTransactional: true }),
    batch({ producerId: 9, baseOffset: 9 }),
  )
  const restored = new ProducerStates()
  restored.restore(states.save(), { endOffset: 25, nowMs: 1509, expirationMs: 500 })
  t.is(restored.endOffset, 25)
  t.is(restored.firstUnstableOffset, 10)
  t.is(restored.check([batch({ baseSequence: 2, count: 3, isTransactional: true })], client).kind, 'duplicate')
  t.regex(messageOf(restored, [batch({ count: 2, isTransactional: true })]), /expected sequence 5, found 0$/)
  t.is(restored.entry(9), undefined) // was idle for too long
  restored.clear(3)
  t.is(restored.firstUnstableOffset, null)
  t.is(restored.producerCount, 0)
  t.is(restored.endOffset, 3)
})
