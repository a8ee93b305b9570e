import test from 'ava'
import { batches } from './batches.ts'
import { BatchBuilder } from './builder.ts'

function batchAt(baseOffset: number): Buffer {
  const builder = new BatchBuilder({ baseOffset })
  builder.tryAppendPair(null, 'value', 5)
  return builder.build()
}

const two = Buffer.concat([batchAt(0), batchAt(1)])
const third = batchAt(2)

test('batches come in their order', (t) => {
  const all = batches(Buffer.concat([two, third]))
  t.deepEqual(
    Array.from(all, (batch) => batch.baseOffset),
    [0, 1, 2],
  )
  t.is(all.remainingBytes, 0)
  t.is(all.next(), null)
})

test('a batch that was cut off at the end is left alone', (t) => {
  for (let length = 0; length < third.length; length++) {
    const all = batches(Buffer.concat([two, third.subarray(0, length)]))
    t.deepEqual(
      Array.from(all, (batch) => batch.baseOffset),
      [0, 1],
    )
    t.is(all.remainingBytes, length)
  }
})

test('an empty buffer has no batches', (t) => {
  t.deepEqual([...batches(Buffer.alloc(0))], [])
})

test('a length that cannot be true is refused, and the batches before it are given', (t) => {
  const broken = Buffer.from(third)
  broken.writeInt32BE(10, 8)
  const all = batches(Buffer.concat([two, broken]), { partition: 'orders-3' })
  t.is(all.next()?.baseOffset, 0)
  t.is(all.next()?.baseOffset, 1)
  t.throws(() => all.next(), {
    name: 'DecodeError',
    message: `record batch of orders-3 at offset 2 at byte ${two.length + 8}: expected a batch length of 49 or more, found 10`,
  })
})

test('an older format is refused even where it was cut off', (t) => {
  const old = Buffer.alloc(17)
  old.writeInt32BE(1_000, 8)
  old.writeInt8(1, 16)
  t.throws(() => batches(old).next(), { message: /found a message set of magic 1/ })
})

test('options go to each batch', (t) => {
  const broken = Buffer.from(third)
  broken.writeUInt32BE(0, 17)
  t.throws(() => batches(broken, { partition: 'orders-3' }).next()?.records(), { message: /orders-3 at offset 2/ })
  t.notThrows(() => batches(broken, { checkCrc: false }).next()?.records())
})
