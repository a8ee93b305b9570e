import test from 'ava'
import fc from 'fast-check'
import { EncodeError } from '../bytes/errors.ts'
import { RecordBatch } from './batch.ts'
import { BatchBuilder } from './builder.ts'

const HEADER_BYTES = 61

test('a batch never passes its limit, and its size is known before each record', (t) => {
  const record = fc.record({
    key: fc.option(fc.uint8Array({ maxLength: 80 })),
    value: fc.option(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 90 }))),
    timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
    headers: fc.array(fc.record({ key: fc.string(), value: fc.option(fc.uint8Array({ maxLength: 70 })) }), {
      maxLength: 3,
    }),
  })
  const property = fc.property(fc.integer({ min: HEADER_BYTES, max: 2_000 }), fc.array(record), (maxBytes, records) => {
    const builder = new BatchBuilder({ maxBytes })
    for (const one of records) {
      const before = builder.build()
      const size = builder.sizeWith(one)
      const isAppended = builder.tryAppend(one)
      if (isAppended !== size <= maxBytes) return false
      if (builder.sizeInBytes !== (isAppended ? size : before.length)) return false
    }
    return builder.build().length === builder.sizeInBytes && builder.sizeInBytes <= maxBytes
  })
  fc.assert(property, { numRuns: 300 })
  t.pass()
})

test('a record that no batch of this limit has room for leaves the batch empty', (t) => {
  const builder = new BatchBuilder({ maxBytes: 100 })
  t.false(builder.tryAppendPair(null, Buffer.alloc(100), 5))
  t.is(builder.recordCount, 0)
  t.is(builder.sizeWith({ key: null, value: Buffer.alloc(100), timestamp: 5 }), HEADER_BYTES + 109)
  t.true(builder.tryAppendPair(null, 'short', 9))
  t.is(new RecordBatch(builder.build()).baseTimestamp, 9)
})

test('a record that has no room leaves the batch as it was', (t) => {
  const builder = new BatchBuilder({ maxBytes: 100 })
  builder.tryAppendPair('a', 'b', 5)
  const before = Buffer.from(builder.build())
  t.false(builder.tryAppendPair('c', Buffer.alloc(100), 50))
  t.deepEqual(builder.build(), before)
})

test('compression never makes a batch larger', (t) => {
  for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const builder = new BatchBuilder({ compression })
    builder.tryAppendPair('k', 'v', 1)
    const small = new RecordBatch(builder.build())
    t.is(small.compression, 'none')
    t.is(small.sizeInBytes, builder.sizeInBytes)
    builder.tryAppendPair('k', 'repeat '.repeat(1_000), 1)
    const large = new RecordBatch(builder.build())
    t.is(large.compression, compression)
    t.true(large.sizeInBytes < builder.sizeInBytes / 5)
  }
})

test('compression that is wanted in any case still keeps to the limit', (t) => {
  const compressed = new BatchBuilder({ compression: 'gzip', alwaysCompress: true })
  compressed.tryAppendPair('k', 'v', 1)
  t.is(new RecordBatch(compressed.build()).compression, 'gzip')
  const tight = new BatchBuilder({ compression: 'gzip', alwaysCompress: true, maxBytes: compressed.sizeInBytes })
  tight.tryAppendPair('k', 'v', 1)
  t.is(new RecordBatch(tight.build()).compression, 'none')
})

test('text is written as UTF-8, half a surrogate pair as U+FFFD', (t) => {
  const builder = new BatchBuilder()
  const texts = ['', 'plain', 'grün', '日本語', '🜁', 'half \uD83D']
  for (const text of texts) builder.tryAppendPair(text, text, 1)
  const record = new RecordBatch(builder.build()).records()
  for (const text of texts) {
    t.true(record.next())
    t.deepEqual(record.value(), Buffer.from(text))
    t.deepEqual(record.keyText(), text.toWellFormed())
  }
})

test('the header says what was counted, unless the caller knows better', (t) => {
  const builder = new BatchBuilder({ baseOffset: 10 })
  builder.tryAppendPair('a', 'b', 500)
  builder.tryAppendPair('a', 'b', 700)
  builder.tryAppendPair('a', 'b', 600)
  const counted = new RecordBatch(Buffer.from(builder.build()))
  t.deepEqual([counted.lastOffset, counted.baseTimestamp, counted.maxTimestamp], [12, 500, 700])
  const told = new RecordBatch(builder.build({ lastOffset: 20, maxTimestamp: 900, producerId: 7, producerEpoch: 1 }))
  t.deepEqual([told.lastOffset, told.maxTimestamp, told.producerId, told.producerEpoch], [20, 900, 7, 1])
})

test('a builder that was reset writes the same batch again', (t) => {
  const builder = new BatchBuilder({ compression: 'lz4' })
  const write = () => {
    for (let index = 0; index < 3_000; index++) builder.tryAppendPair(`key-${index}`, 'value', 1_000 + index)
    return Buffer.from(builder.build())
  }
  const first = write()
  builder.reset()
  t.is(builder.recordCount, 0)
  t.is(builder.sizeInBytes, HEADER_BYTES)
  t.deepEqual(write(), first)
})

test('an empty batch can be built: compaction leaves such behind', (t) => {
  const batch = new RecordBatch(new BatchBuilder({ baseOffset: 5, compression: 'zstd' }).build({ lastOffset: 9 }))
  t.deepEqual([batch.baseOffset, batch.lastOffset, batch.recordCount], [5, 9, 0])
  t.deepEqual([batch.baseTimestamp, batch.maxTimestamp, batch.compression], [-1, -1, 'none'])
  t.false(batch.records().next())
})

test('a delete horizon takes the place of the base timestamp', (t) => {
  const builder = new BatchBuilder({ deleteHorizonMs: 9_000 })
  builder.tryAppendPair('a', null, 1_000)
  const batch = new RecordBatch(builder.build())
  t.deepEqual([batch.deleteHorizonMs, batch.baseTimestamp, batch.maxTimestamp], [9_000, 9_000, 1_000])
  const record = batch.records()
  t.true(record.next())
  t.deepEqual([record.timestamp, record.timestampDelta], [1_000, -8_000])
})

const refusals: [what: string, act: (builder: BatchBuilder) => unknown, message: string][] = [
  [
    'a key that is none',
    (builder) => builder.tryAppendPair(5 as unknown as string, 'v', 1),
    'expected bytes, text or null, found 5',
  ],
  [
    'a value that is not there',
    (builder) => builder.tryAppendPair('k', undefined as unknown as string, 1),
    'expected bytes, text or null, found undefined',
  ],
  [
    'a header without a key',
    (builder) =>
      builder.tryAppend({
        key: 'k',
        value: 'v',
        timestamp: 1,
        headers: [{ key: null as unknown as string, value: 'x' }],
      }),
    'headers: expected text as key, found null',
  ],
  [
    'a timestamp that is no integer',
    (builder) => builder.tryAppendPair('k', 'v', 1.5),
    'timestamp: expected milliseconds between -(2^53 - 1) and 2^53 - 1, found 1.5',
  ],
  [
    'a timestamp that is not a number',
    (builder) => builder.tryAppendPair('k', 'v', Number.NaN),
    'timestamp: expected milliseconds between -(2^53 - 1) and 2^53 - 1, found NaN',
  ],
  [
    'an offset that is not after the last one',
    (builder) => builder.tryAppend({ key: 'k', value: 'v', timestamp: 1, offset: 100 }),
    'offset: expected an offset from 101 to 2147483747, found 100',
  ],
  [
    'an offset too far from the first',
    (builder) => builder.tryAppend({ key: 'k', value: 'v', timestamp: 1, offset: 100 + 2 ** 31 }),
    'offset: expected an offset from 101 to 2147483747, found 2147483748',
  ],
  [
    'a last offset before the base offset',
    (builder) => builder.build({ lastOffset: 99 }),
    'lastOffset: expected an offset from 100 to 2147483747, found 99',
  ],
  [
    'a producer epoch beyond 16 bits',
    (builder) => builder.build({ producerEpoch: 32_768 }),
    'producerEpoch: expected an integer from -1 to 32767, found 32768',
  ],
  [
    'a sequence beyond 32 bits',
    (builder) => builder.build({ baseSequence: 2 ** 31 }),
    'baseSequence: expected an integer from -1 to 2147483647, found 2147483648',
  ],
  [
    'a limit that not even a header keeps to',
    () => new BatchBuilder({ maxBytes: 60 }),
    'maxBytes: expected 61, for the header, to 2147483647, found 60',
  ],
]

for (const [what, act, message] of refusals) {
  test(`${what} is refused, and the batch stays as it was`, (t) => {
    const builder = new BatchBuilder({ baseOffset: 100 })
    builder.tryAppendPair('a', 'b', 1)
    const before = Buffer.from(builder.build())
    t.throws(() => act(builder), { instanceOf: EncodeError, message })
    t.deepEqual(builder.build(), before)
  })
}

test('a timestamp whose distance to the first no number holds is refused, and the batch goes on', (t) => {
  const builder = new BatchBuilder()
  t.true(builder.tryAppendPair(null, null, Number.MAX_SAFE_INTEGER))
  t.throws(() => builder.tryAppendPair(null, null, -1), {
    message: "timestamp: expected milliseconds less than 2^53 away from the batch's base, 9007199254740991, found -1",
  })
  t.true(builder.tryAppendPair(null, null, 0))
  t.is(new RecordBatch(builder.build()).recordCount, 2)
})
