import test from 'ava'
import { RecordBatch } from './batch.ts'
import { BatchBuilder } from './builder.ts'
import { setPlace, setTimestamps } from './stamp.ts'

function producersBatch(): RecordBatch {
  const builder = new BatchBuilder({ compression: 'gzip', alwaysCompress: true })
  builder.tryAppendPair('a', '1', 1_000)
  builder.tryAppendPair('b', '2', 2_000)
  return new RecordBatch(Buffer.concat([Buffer.alloc(3), builder.build({ isTransactional: true })]), 3)
}

test('a batch that gets its place in the log keeps its checksum, and its records follow', (t) => {
  const batch = producersBatch()
  const { crc } = batch
  setPlace(batch, { baseOffset: 5_000_000_000, leaderEpoch: 4 })
  t.deepEqual([batch.baseOffset, batch.lastOffset, batch.leaderEpoch], [5_000_000_000, 5_000_000_001, 4])
  t.is(batch.crc, crc)
  const record = batch.records()
  t.true(record.next() && record.next())
  t.is(record.offset, 5_000_000_001)
})

test("the broker's clock takes the place of all timestamps, under a new checksum", (t) => {
  const batch = producersBatch()
  setTimestamps(batch, { type: 'LogAppendTime', maxTimestamp: 9_000 })
  t.deepEqual([batch.timestampType, batch.maxTimestamp, batch.baseTimestamp], ['LogAppendTime', 9_000, 1_000])
  t.deepEqual([batch.compression, batch.isTransactional], ['gzip', true])
  const record = batch.records()
  t.true(record.next())
  t.is(record.timestamp, 9_000)
})

test('the latest timestamp is mended without changing whose clock it is', (t) => {
  const batch = producersBatch()
  setTimestamps(batch, { type: 'CreateTime', maxTimestamp: 2_500 })
  t.deepEqual([batch.timestampType, batch.maxTimestamp], ['CreateTime', 2_500])
  const record = batch.records()
  t.true(record.next())
  t.is(record.timestamp, 1_000)
})
