/** What is kept of an answer, and what a look at its batches' headers tells. */
import test from 'ava'
import { BatchBuilder } from '../../records/builder.ts'
import { FetchedChunk } from './fetched-chunk.ts'

const of = { topic: 'orders', partition: 3 }

function batchOf(baseOffset: number, values: readonly string[]): Buffer {
  const builder = new BatchBuilder({ baseOffset })
  for (const value of values) builder.tryAppendPair(null, value, 1_000)
  return Buffer.from(builder.build({ leaderEpoch: baseOffset }))
}

function chunkOf(records: Buffer, offset = 0): FetchedChunk {
  return new FetchedChunk({ of, records, from: { offset, leaderEpoch: -1 }, aborted: [], checkCrc: true })
}

test('the next fetch begins behind the last whole batch, with its leader epoch', (t) => {
  const records = Buffer.concat([batchOf(0, ['a', 'b']), batchOf(5, ['c']), batchOf(6, ['d']).subarray(0, 40)])
  const chunk = chunkOf(records, 1)
  t.deepEqual(chunk.next, { offset: 6, leaderEpoch: 5 })
  t.is(chunk.size, records.length - 40)
  t.is(chunk.problem, null)
})

test('batches that all lie before what was asked for do not lead the reader back', (t) => {
  t.deepEqual(chunkOf(batchOf(0, ['a']), 7).next, { offset: 7, leaderEpoch: -1 })
})

test('what is left of a large answer is copied out of it, and the larger part of one is not', (t) => {
  const answer = Buffer.alloc(10_000)
  const bytes = batchOf(0, ['a', 'b'])
  bytes.copy(answer, 100)
  const view = answer.subarray(100, 100 + bytes.length)
  const small = chunkOf(view)
  const large = chunkOf(view)
  small.detach(answer.length)
  large.detach(bytes.length)
  t.not(small.batchAt(0).buffer.buffer, answer.buffer)
  t.is(large.batchAt(0).buffer.buffer, answer.buffer)
  answer.fill(0)
  const records = small.batchAt(0).records()
  t.true(records.next())
  t.is(records.valueText(), 'a')
})

test('a chunk that is consumed is not copied', (t) => {
  const bytes = batchOf(0, ['a'])
  const chunk = chunkOf(bytes)
  chunk.unconsumedBytes = 0
  chunk.detach(1_000_000)
  t.is(chunk.batchAt(0).buffer.buffer, bytes.buffer)
})
