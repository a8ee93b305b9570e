import test from 'ava'
import { BufferMemory } from './buffer-memory.ts'
import { PartitionQueue } from './partition-queue.ts'
import { sequenceAfter } from './pending-batch.ts'

const ids = { producerId: 7, producerEpoch: 0 }
const next = { producerId: 7, producerEpoch: 1 }

/** A queue with batches of one record each. */
function queueOf(count: number) {
  const memory = new BufferMemory(10_000_000, { maxBytes: 200 })
  const ground = { memory, maxRequestBytes: 10_000, birth: () => ({ createdMs: 0, generation: 0 }), opened: () => {} }
  const queue = new PartitionQueue({ topic: 'orders', partition: 3 }, ground)
  for (let index = 0; index < count; index += 1) queue.appendPair(null, 'x'.repeat(100), index)
  return { queue, memory }
}

const sequences = (queue: PartitionQueue) => queue.waiting.map(({ number }) => number.baseSequence)

test('batches are numbered one behind the other, in the order in which they are sent', (t) => {
  const { queue } = queueOf(4)
  const taken = [queue.take(ids), queue.take(ids), queue.take(ids)]
  t.deepEqual(
    taken.map(({ number }) => number.baseSequence),
    [0, 1, 2],
  )
  t.true(taken.every(({ number }) => number.producerId === 7 && number.producerEpoch === 0))
})

test('batches that come back in any order stand in their own', (t) => {
  const { queue } = queueOf(5)
  const taken = [queue.take(ids), queue.take(ids), queue.take(ids)] as const
  for (const batch of [taken[1], taken[2], taken[0]]) {
    queue.takeOffWire(batch)
    queue.putBack(batch)
  }
  t.deepEqual(sequences(queue), [0, 1, 2, -1, -1])
  t.true(queue.isFirst(taken[0]))
  t.false(queue.isFirst(taken[1]))
})

test('a gap is closed by another epoch, once nothing numbered is left', (t) => {
  const { queue } = queueOf(3)
  const first = queue.take(ids)
  const second = queue.take(ids)
  queue.takeOffWire(first)
  queue.hasGap = true // the first was given up
  t.false(queue.wantsNewEpoch, 'the second is on the wire')
  queue.takeOffWire(second)
  queue.putBack(second)
  t.false(queue.wantsNewEpoch, 'the second may be written')
  queue.mustRenumber = true // it is not: the broker misses the first
  t.true(queue.wantsNewEpoch)
  queue.restart(next)
  t.false(queue.wantsNewEpoch)
  t.deepEqual(queue.waiting[0]?.number, { ...next, baseSequence: 0 })
  t.is(queue.take(next).number.baseSequence, 0)
  t.is(queue.take(next).number.baseSequence, 1)
})

test('a partition goes over to a new epoch when nothing of the old one is on its way', (t) => {
  const { queue } = queueOf(3)
  const first = queue.take(ids)
  t.deepEqual(queue.take(next).number, { ...ids, baseSequence: 1 })
  for (const batch of [first, ...queue.onWire]) queue.takeOffWire(batch)
  t.deepEqual(queue.take(next).number, { ...next, baseSequence: 0 })
})

test('the second batch waits until the leader is known to have the first of this producer id', (t) => {
  const { queue } = queueOf(4)
  const first = queue.take(ids)
  t.true(queue.awaitsFirstAnswer)
  queue.takeOffWire(first)
  queue.acknowledged(first)
  queue.take(ids)
  t.false(queue.awaitsFirstAnswer)
  for (const batch of [...queue.onWire]) queue.takeOffWire(batch)
  queue.take(next)
  t.false(queue.awaitsFirstAnswer, 'another epoch has to begin with 0')
  for (const batch of [...queue.onWire]) queue.takeOffWire(batch)
  queue.take({ producerId: 8, producerEpoch: 0 })
  t.true(queue.awaitsFirstAnswer)
})

test('sequence numbers go on with 0', (t) => {
  t.is(sequenceAfter(0x7fffffff, 1), 0)
  t.is(sequenceAfter(0x7ffffffe, 1), 0x7fffffff)
  t.is(sequenceAfter(0x7ffffffe, 5), 3)
})

test('the bytes of a batch are counted as it grows, and a large record has memory of its own', (t) => {
  const { queue, memory } = queueOf(1)
  t.is(memory.usedBytes, 200)
  queue.appendPair(null, 'x'.repeat(5_000), 1)
  t.true(memory.usedBytes >= 5_200 && memory.usedBytes < 11_000)
  t.throws(() => queue.appendPair(null, 'x'.repeat(20_000), 1), { code: 'MESSAGE_TOO_LARGE' })
  t.throws(() => queue.appendPair(null, 'x', Number.NaN), { code: 'BAD_VALUE' })
  t.true(memory.usedBytes < 11_000)
})
