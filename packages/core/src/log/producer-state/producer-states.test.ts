import test from 'ava'
import type { AppendRules } from './facts.ts'
import { ProducerStates } from './producer-states.ts'
import { after, batch, client, coordinator, messageOf, PRODUCER } from './test-producers.contract.ts'

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
