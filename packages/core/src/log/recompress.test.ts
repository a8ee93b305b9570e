import test from 'ava'
import fc from 'fast-check'
import type { Compression } from '../records/attributes.ts'
import { RecordBatch } from '../records/batch.ts'
import { BatchBuilder, type BatchOptions } from '../records/builder.ts'
import { buildMarker } from '../records/control.ts'
import { type BatchHeader, sealCrc } from '../records/seal.ts'
import { setPlace } from '../records/stamp.ts'
import { type AppendPlace, type AppendRefusal, checkBatch } from './append.ts'
import { type CompressionType, defaultLogConfig, type LogConfig } from './log-config.ts'

const NOW_MS = 1_700_000_000_000
const compressions: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const types: readonly CompressionType[] = ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd']
const transactional = { producerId: 7, producerEpoch: 3, baseSequence: 11, isTransactional: true } as const

interface Circumstances {
  readonly config?: Partial<LogConfig>
  readonly origin?: AppendPlace['origin']
}

function check(bytes: Buffer, { config = {}, origin = 'client' }: Circumstances = {}): RecordBatch | AppendRefusal {
  const place = { partition: 'orders-3', config: { ...defaultLogConfig, ...config }, nowMs: NOW_MS, origin }
  return checkBatch(bytes, place)
}

function stored(bytes: Buffer, config: Partial<LogConfig>): RecordBatch {
  const outcome = check(bytes, { config })
  if (outcome instanceof RecordBatch) return outcome
  throw new Error(outcome.message)
}

/** Two records: one with headers, of which a name comes twice, and an earlier one that has nothing. */
function twoRecords(options: BatchOptions = {}, header: BatchHeader = transactional): Buffer {
  const builder = new BatchBuilder({ alwaysCompress: true, ...options })
  const twice = { key: 'h', value: 'x' }
  builder.tryAppend({ key: 'k', value: 'v1', timestamp: 2_000, headers: [twice, { ...twice, value: null }] })
  builder.tryAppend({ key: null, value: null, timestamp: 1_500 })
  return Buffer.from(builder.build(header))
}

function filled(value: string, compression: Compression = 'none'): Buffer {
  const builder = new BatchBuilder({ compression, alwaysCompress: true, maxBytes: value.length + 1_000 })
  builder.tryAppendPair('key', value, NOW_MS)
  return Buffer.from(builder.build())
}

function contents(batch: RecordBatch): unknown[] {
  const found: unknown[] = []
  for (const record = batch.records(); record.next(); ) {
    found.push([record.offset, record.timestamp, record.key(), record.value(), record.headers()])
  }
  return found
}

function facts(batch: RecordBatch): unknown[] {
  const { producerId, producerEpoch, baseSequence, isTransactional, isControl } = batch
  const { baseOffset, lastOffset, timestampType, baseTimestamp, maxTimestamp, recordCount } = batch
  const producer = [producerId, producerEpoch, baseSequence, isTransactional, isControl]
  return [producer, [baseOffset, lastOffset, recordCount], [timestampType, baseTimestamp, maxTimestamp]]
}

test('a batch in the codec of its topic stays byte for byte as it came', (t) => {
  const pairs: [Compression, CompressionType][] = [
    ...compressions.map((one): [Compression, CompressionType] => [one, 'producer']),
    ['none', 'uncompressed'],
    ...(['gzip', 'snappy', 'lz4', 'zstd'] as const).map((one): [Compression, CompressionType] => [one, one]),
  ]
  for (const [compression, compressionType] of pairs) {
    const bytes = twoRecords({ compression })
    t.deepEqual(stored(Buffer.from(bytes), { compressionType }).bytes, bytes, `${compression} for ${compressionType}`)
  }
})

test('from every codec to every other the records stay the same, and what the header says of them', (t) => {
  const field = fc.option(fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)))
  const headers = fc.array(fc.record({ key: fc.string({ maxLength: 5 }), value: field }), { maxLength: 3 })
  const timestamp = fc.integer({ min: -1, max: 20_000 }).map((later) => (later === -1 ? -1 : NOW_MS - later))
  const records = fc.array(fc.record({ key: field, value: field, headers, timestamp }), { minLength: 1, maxLength: 40 })
  const property = fc.property(
    fc.record({
      records,
      from: fc.constantFrom(...compressions),
      to: fc.constantFrom(...types),
      isIdempotent: fc.boolean(),
    }),
    ({ records, from, to, isIdempotent }) => {
      const builder = new BatchBuilder({ compression: from, alwaysCompress: true })
      for (const record of records) builder.tryAppend(record)
      const before = Buffer.from(builder.build(isIdempotent ? transactional : {}))
      const after = stored(Buffer.from(before), { compressionType: to })
      t.deepEqual(contents(after), contents(new RecordBatch(before)))
      t.deepEqual(facts(after), facts(new RecordBatch(before)))
      t.notThrows(() => after.checkCrc())
      const kept = to === 'producer' ? new RecordBatch(before).compression : to
      t.is(after.compression, kept === 'uncompressed' ? 'none' : kept)
    },
  )
  t.notThrows(() => fc.assert(property))
})

test("a batch without compression is, byte for byte, the one that Kafka's LogValidator writes", (t) => {
  const kafkas =
    '00000000000000640000004a00000005026fa6c72400100000000100000000000007d000000000000007d00000000000000007' +
    '00030000000b0000000220000000026b04763104026802780268010e00e70702010100'
  const withHorizon = twoRecords({ compression: 'gzip' })
  withHorizon.writeInt16BE(withHorizon.readInt16BE(21) | 0x40, 21)
  sealCrc(withHorizon)
  for (const bytes of [...compressions.map((compression) => twoRecords({ compression })), withHorizon]) {
    const batch = stored(bytes, { compressionType: 'uncompressed' })
    setPlace(batch, { baseOffset: 100, leaderEpoch: 5 })
    t.is(batch.bytes.toString('hex'), kafkas)
  }
})

test("the broker's clock takes the place of the timestamps in a batch that is written anew", (t) => {
  const bytes = twoRecords({ compression: 'zstd' })
  const batch = stored(bytes, { compressionType: 'gzip', messageTimestampType: 'LogAppendTime' })
  t.like(batch, { compression: 'gzip', timestampType: 'LogAppendTime', maxTimestamp: NOW_MS, baseTimestamp: 2_000 })
  t.notThrows(() => batch.checkCrc())
})

test('markers and what a coordinator appends keep their bytes', (t) => {
  const marker = { type: 'COMMIT', coordinatorEpoch: 2, producerId: 7, producerEpoch: 3, timestamp: 5_000 } as const
  for (const bytes of [buildMarker(marker), twoRecords(), twoRecords({ compression: 'lz4' })]) {
    const outcome = check(Buffer.from(bytes), { config: { compressionType: 'gzip' }, origin: 'coordinator' })
    t.true(outcome instanceof RecordBatch)
    if (outcome instanceof RecordBatch) t.deepEqual(outcome.bytes, bytes)
  }
})

test('the largest message is measured as it comes and as it is stored', (t) => {
  const large = filled('x'.repeat(5_000))
  const small = filled('x'.repeat(5_000), 'gzip')
  const limit = { maxMessageBytes: 1_000 }
  t.like(check(large, { config: { ...limit, compressionType: 'gzip' } }), { error: 'MESSAGE_TOO_LARGE' })
  const inflated = check(small, { config: { ...limit, compressionType: 'uncompressed' } })
  const message = 'orders-3: expected a batch of at most 1000 bytes (max.message.bytes), found 5073'
  t.like(inflated, { error: 'MESSAGE_TOO_LARGE', message })
  t.true(check(small, { config: { ...limit, compressionType: 'zstd' } }) instanceof RecordBatch)
})

test('whether a batch fits into a segment is measured as it is stored', (t) => {
  const limit = { segmentBytes: 1_000 }
  const [large, small] = [filled('x'.repeat(5_000)), filled('x'.repeat(5_000), 'gzip')]
  t.true(check(Buffer.from(large), { config: { ...limit, compressionType: 'gzip' } }) instanceof RecordBatch)
  t.like(check(large, { config: limit }), { error: 'RECORD_LIST_TOO_LARGE' })
  t.like(check(small, { config: { ...limit, compressionType: 'uncompressed' } }), { error: 'RECORD_LIST_TOO_LARGE' })
})

test('what is wrong with a batch is said before it is written anew, and the records at fault are named', (t) => {
  const damaged = twoRecords({ compression: 'gzip' })
  damaged[damaged.length - 1] = 0x55
  t.like(check(damaged, { config: { compressionType: 'lz4' } }), { error: 'CORRUPT_MESSAGE' })
  const compact = { compressionType: 'lz4', cleanupPolicy: { delete: false, compact: true } } as const
  const keyless = check(twoRecords({ compression: 'gzip' }), { config: compact })
  t.like(keyless, { error: 'INVALID_RECORD', records: [{ index: 1 }] })
  const bytes = twoRecords({ compression: 'gzip' })
  bytes.fill(0xaa, 75)
  sealCrc(bytes)
  t.like(check(bytes, { config: { compressionType: 'uncompressed' } }), { error: 'CORRUPT_MESSAGE' })
})

test('a small batch that stands for a very large one is refused before it takes that memory', (t) => {
  const bytes = filled('x'.repeat(65 * 1024 * 1024), 'zstd')
  t.true(bytes.length < 100_000)
  const outcome = check(bytes, { config: { compressionType: 'gzip' } })
  t.like(outcome, { kind: 'refused', error: 'INVALID_RECORD' })
  t.regex('message' in outcome ? outcome.message : '', /expected records of at most 67108864 bytes/)
})

test('a codec writes at the level of the topic', (t) => {
  const text = Array.from({ length: 3_000 }, (_, index) => `{"id":${(index * 7919) % 3_001},"page":"/${index % 97}"}`)
  const sizes = (config: Partial<LogConfig>) => stored(filled(text.join(',')), config).sizeInBytes
  const gzip = (compressionGzipLevel: number) => sizes({ compressionType: 'gzip', compressionGzipLevel })
  const zstd = (compressionZstdLevel: number) => sizes({ compressionType: 'zstd', compressionZstdLevel })
  t.true(gzip(9) < gzip(1))
  t.is(gzip(-1), gzip(6))
  t.true(zstd(19) < zstd(3))
  t.true(zstd(3) < zstd(-131_072))
})
