import test from 'ava'
import fc from 'fast-check'
import { RecordBatch } from '../records/batch.ts'
import { BatchBuilder } from '../records/builder.ts'
import { sealCrc } from '../records/seal.ts'
import { defaultLogConfig } from './log-config.ts'
import { quickMaxTimestamp } from './quick-check.ts'
import { checkRecords, refuseWrongCrc } from './record-check.ts'

const NOW_MS = 1_700_000_000_000
const rules = { config: defaultLogConfig, nowMs: NOW_MS }
const open = { needsKeys: false, earliest: Number.NEGATIVE_INFINITY, latest: Number.POSITIVE_INFINITY }

function batchOf(values: readonly string[], timestamps: readonly number[] = []): Buffer {
  const builder = new BatchBuilder()
  for (const [index, value] of values.entries()) builder.tryAppendPair('key', value, timestamps[index] ?? NOW_MS)
  return Buffer.from(builder.build())
}

/** What the careful walk says, which the quick one must not contradict. */
function careful(bytes: Buffer): number | null {
  const cursor = new RecordBatch(bytes).records()
  let latest = -1
  try {
    for (let index = 0; cursor.next(); index++) {
      if (cursor.offset !== index) return null
      latest = Math.max(latest, cursor.timestamp)
    }
  } catch {
    return null
  }
  return latest
}

test('an ordinary batch passes the quick check, with its latest timestamp', (t) => {
  const bytes = batchOf(['a', 'b'.repeat(200), 'c'.repeat(20_000)], [NOW_MS, NOW_MS + 90_000, NOW_MS - 5])
  t.is(quickMaxTimestamp(new RecordBatch(bytes), open), NOW_MS + 90_000)
  t.deepEqual(checkRecords(new RecordBatch(bytes), { ...rules, nowMs: NOW_MS + 90_000 }), {
    kind: 'checked',
    maxTimestamp: NOW_MS + 90_000,
  })
})

test('whatever byte of a batch is another, the quick check accepts nothing that the careful walk refuses', (t) => {
  const original = batchOf(['a', 'bb', 'c'.repeat(70), 'd'], [NOW_MS, NOW_MS + 70, NOW_MS + 9_000, NOW_MS - 1])
  const change = fc.tuple(fc.integer({ min: 61, max: original.length - 1 }), fc.integer({ min: 0, max: 255 }))
  const property = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
    const bytes = Buffer.from(original)
    for (const [at, value] of changes) bytes[at] = value
    sealCrc(bytes)
    const quick = quickMaxTimestamp(new RecordBatch(bytes), open)
    t.true(quick === null || quick === careful(bytes))
  })
  t.notThrows(() => fc.assert(property, { numRuns: 5_000 }))
})

test('the quick check takes keys, values and deltas of every size that three bytes can say', (t) => {
  const lengths = fc.constantFrom(0, 1, 62, 63, 64, 65, 200, 8_191, 8_192, 70_000)
  const field = fc.option(lengths.map((length) => 'x'.repeat(length)))
  const delta = fc.constantFrom(0, 63, 64, -64, -65, 8_191, 8_192, -8_193, 1_000_000, -1_000_000)
  const property = fc.property(fc.array(fc.tuple(field, field, delta), { minLength: 1 }), (records) => {
    const builder = new BatchBuilder({ baseTimestamp: NOW_MS })
    for (const [key, value, later] of records) builder.tryAppendPair(key, value, NOW_MS + later)
    const bytes = Buffer.from(builder.build())
    t.is(quickMaxTimestamp(new RecordBatch(bytes), open), careful(bytes))
  })
  t.notThrows(() => fc.assert(property))
})

test('the quick check takes batches of more records than two bytes can count', (t) => {
  const bytes = batchOf(Array.from({ length: 9_000 }, () => 'v'))
  t.is(quickMaxTimestamp(new RecordBatch(bytes), open), NOW_MS)
  bytes[bytes.length - 'v'.length - 'key'.length - 6] = 0 // the first byte of the last record's offset
  t.is(quickMaxTimestamp(new RecordBatch(bytes), open), null)
})

test('a batch that lies further into its buffer is checked where it lies', (t) => {
  const bytes = batchOf(['a', 'b'])
  const batch = new RecordBatch(Buffer.concat([Buffer.alloc(100, 0xff), bytes, Buffer.alloc(100, 0xff)]), 100)
  t.is(quickMaxTimestamp(batch, open), NOW_MS)
})

test('records with headers, null keys and long deltas are left to the careful walk, which takes them', (t) => {
  const builder = new BatchBuilder()
  builder.tryAppend({ key: null, value: 'a', timestamp: NOW_MS - 9_000_000, headers: [{ key: 'h', value: 'v' }] })
  builder.tryAppend({ key: null, value: null, timestamp: NOW_MS })
  const bytes = Buffer.from(builder.build())
  t.is(quickMaxTimestamp(new RecordBatch(bytes), open), null)
  t.deepEqual(checkRecords(new RecordBatch(bytes), rules), { kind: 'checked', maxTimestamp: NOW_MS })
})

test('records at fault are named by their places', (t) => {
  const bytes = batchOf(['a', 'b', 'c'], [NOW_MS, NOW_MS + 3_600_001, NOW_MS])
  const refusal = checkRecords(new RecordBatch(bytes), rules)
  t.like(refusal, { kind: 'refused', error: 'INVALID_TIMESTAMP', records: [{ index: 1 }] })
})

test('a wrong checksum is told from records that do not parse', (t) => {
  const corrupt = batchOf(['a'])
  corrupt[corrupt.length - 2] = 0x55
  t.like(refuseWrongCrc(new RecordBatch(corrupt)), { error: 'CORRUPT_MESSAGE' })
  const broken = batchOf(['a'])
  broken[broken.length - 1] = 0x55
  sealCrc(broken)
  t.is(refuseWrongCrc(new RecordBatch(broken)), null)
  t.like(checkRecords(new RecordBatch(broken), rules), { error: 'INVALID_RECORD' })
})

test('a batch without records is refused', (t) => {
  t.like(checkRecords(new RecordBatch(Buffer.from(new BatchBuilder().build())), rules), { error: 'INVALID_RECORD' })
})
