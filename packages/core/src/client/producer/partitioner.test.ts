import test from 'ava'
import { SeededRandom } from '../../host/random.ts'
import { partitionFor } from '../../records/murmur2.ts'
import { partitionByKey, partitionOfKey, roundRobin } from './partitioner.ts'
import { type PartitionLoad, StickyPartition } from './sticky-partition.ts'

const even: PartitionLoad = { partitionCount: 4, hasLeader: () => true, waitingBatches: () => 0 }

function sticky(stickyBytes = 100) {
  return new StickyPartition({ random: new SeededRandom(3), stickyBytes })
}

/** How often each partition is chosen. */
function counts(load: PartitionLoad, choices = 2_000): number[] {
  const one = sticky(1)
  const chosen = Array.from({ length: load.partitionCount }, () => 0)
  for (let index = 0; index < choices; index += 1) {
    const partition = one.current(load)
    chosen[partition] = (chosen[partition] ?? 0) + 1
    one.used(2, true)
  }
  return chosen
}

test('a key has the same partition as text and as bytes, however long it is', (t) => {
  for (const key of ['', '21', 'käse', '漢字', '👍🏽', 'x'.repeat(1_024), 'é'.repeat(5_000)]) {
    for (const count of [1, 3, 10, 1_000]) {
      t.is(partitionOfKey(key, count), partitionFor(Buffer.from(key), count))
      t.is(partitionOfKey(Buffer.from(key), count), partitionFor(Buffer.from(key), count))
    }
  }
})

test('only a record without a key is left to chance', (t) => {
  t.is(partitionByKey({ topic: 'orders', value: 'x' }, 3), undefined)
  t.is(partitionByKey({ topic: 'orders', key: null, value: 'x' }, 3), undefined)
  t.is(partitionByKey({ topic: 'orders', key: '', value: 'x' }, 3), partitionOfKey('', 3))
})

test('round robin takes one partition after the other, for each topic', (t) => {
  const partitioner = roundRobin()
  const of = (topic: string) => partitioner({ topic, value: null }, 3)
  t.deepEqual([of('a'), of('b'), of('a'), of('a'), of('a'), of('b')], [0, 0, 1, 2, 0, 1])
})

test('records without a key stay with a partition until it has a full batch of their bytes', (t) => {
  const one = sticky()
  const first = one.current(even)
  one.used(99, true)
  t.is(one.current(even), first)
  one.used(50, false) // enough, and the batch has room
  t.is(one.current(even), first)
  one.used(1, true)
  const chosen = new Set<number>()
  for (let index = 0; index < 50; index += 1) {
    chosen.add(one.current(even))
    one.used(200, false) // twice as much is enough in any case
  }
  t.is(chosen.size, 4)
})

test('partitions with more batches waiting are chosen less often', (t) => {
  const [busy = 0, quiet = 0] = counts({ ...even, partitionCount: 2, waitingBatches: (one) => (one === 0 ? 3 : 0) })
  t.true(busy > 0 && quiet > 3 * busy && quiet < 5 * busy, `${busy} ${quiet}`)
})

test('partitions without a leader are not chosen, unless no other is there', (t) => {
  t.deepEqual(
    counts({ ...even, hasLeader: (one) => one === 2 }).map((count) => count > 0),
    [false, false, true, false],
  )
  t.true(counts({ ...even, hasLeader: () => false }).every((count) => count > 0))
})
