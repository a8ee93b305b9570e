/** Whatever is appended to a batch is read from it, whatever the codec. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { RecordBatch } from './batch.ts'
import { BatchBuilder, type BatchOptions, type RecordToWrite } from './builder.ts'
import type { BatchHeader } from './seal.ts'

/** Up to half of what a number holds, so that the distance of any two of them is held too. */
const timestamp = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 42 }), fc.integer({ min: 0, max: 2 ** 52 }))
const content = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.nat({ max: 9_000 }).map((length) => Buffer.alloc(length, 'long ')),
  ),
)
const headers = fc.array(fc.record({ key: fc.string({ unit: 'binary', maxLength: 20 }), value: content }), {
  maxLength: 4,
})

/** Records, each with its distance to the offset before it. */
const records = fc.array(
  fc.record({ key: content, value: content, timestamp, headers, gap: fc.integer({ min: 1, max: 3_000 }) }),
  { maxLength: 12 },
)

const options = fc.record({
  compression: fc.constantFrom('none', 'gzip', 'snappy', 'lz4', 'zstd'),
  alwaysCompress: fc.boolean(),
  baseOffset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 52 })),
  baseTimestamp: fc.option(timestamp, { nil: undefined }),
}) satisfies fc.Arbitrary<BatchOptions>

const header = fc.record({
  leaderEpoch: fc.integer({ min: -1, max: 0x7fffffff }),
  producerId: fc.oneof(fc.constant(-1), fc.maxSafeNat()),
  producerEpoch: fc.integer({ min: -1, max: 0x7fff }),
  baseSequence: fc.integer({ min: -1, max: 0x7fffffff }),
  isTransactional: fc.boolean(),
  isControl: fc.boolean(),
  logAppendTime: fc.option(timestamp, { nil: undefined }),
}) satisfies fc.Arbitrary<BatchHeader>

function readAll(batch: RecordBatch): RecordToWrite[] {
  const read: RecordToWrite[] = []
  const record = batch.records()
  while (record.next()) {
    const { offset, timestamp } = record
    read.push({ offset, timestamp, key: record.key(), value: record.value(), headers: record.headers() })
  }
  return read
}

/** As it is read back: bytes in place of text. */
function asRead(field: RecordToWrite['value']): Buffer | null {
  return field === null ? null : Buffer.from(field as Buffer)
}

test('what was appended is read, whatever the codec', (t: ExecutionContext) => {
  const property = fc.property(options, header, records, (batchOptions, batchHeader, gapped) => {
    const builder = new BatchBuilder(batchOptions)
    let offset = batchOptions.baseOffset - 1
    const appended = gapped.map(({ gap, ...record }) => {
      offset += gap
      return { ...record, offset }
    })
    for (const record of appended) t.true(builder.tryAppend(record))
    const batch = new RecordBatch(builder.build(batchHeader))
    const expected = appended.map((record) => ({
      offset: record.offset,
      timestamp: batchHeader.logAppendTime ?? record.timestamp,
      key: asRead(record.key),
      value: asRead(record.value),
      headers: record.headers.map(({ key, value }) => ({ key, value: asRead(value) })),
    }))
    t.deepEqual(readAll(batch), expected)
    t.is(batch.leaderEpoch, batchHeader.leaderEpoch)
    t.is(batch.producerId, batchHeader.producerId)
    t.is(batch.producerEpoch, batchHeader.producerEpoch)
    t.is(batch.baseSequence, batchHeader.baseSequence)
    t.is(batch.isTransactional, batchHeader.isTransactional)
    t.is(batch.isControl, batchHeader.isControl)
    t.is(batch.lastOffset, Math.max(batchOptions.baseOffset, offset))
  })
  fc.assert(property, { numRuns: 400 })
})
