import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { RecordBatch } from './batch.ts'
import { BatchBuilder } from './builder.ts'
import { sealCrc } from './seal.ts'

function twoRecords(): Buffer {
  const builder = new BatchBuilder({ baseOffset: 40 })
  builder.tryAppendPair('ann', 'login', 1_000)
  builder.tryAppendPair('bob', 'logout', 900)
  return builder.build({ leaderEpoch: 3, producerId: 77, producerEpoch: 2, baseSequence: 2_147_483_647 })
}

/** Two records with some bytes of the header overwritten, and the checksum made anew. */
function withBytes(at: number, hex: string): Buffer {
  const batch = twoRecords()
  batch.write(hex, at, 'hex')
  sealCrc(batch)
  return batch
}

test('a batch lies anywhere in a buffer and says what its header says', (t) => {
  const bytes = twoRecords()
  const batch = new RecordBatch(Buffer.concat([Buffer.alloc(5), bytes, Buffer.alloc(9)]), 5)
  t.deepEqual([batch.start, batch.end, batch.sizeInBytes], [5, 5 + bytes.length, bytes.length])
  t.deepEqual(batch.bytes, bytes)
  t.deepEqual([batch.baseOffset, batch.lastOffset, batch.leaderEpoch, batch.magic], [40, 41, 3, 2])
  t.deepEqual([batch.compression, batch.timestampType, batch.attributes], ['none', 'CreateTime', 0])
  t.deepEqual([batch.baseTimestamp, batch.maxTimestamp, batch.deleteHorizonMs], [1_000, 1_000, null])
  t.deepEqual([batch.producerId, batch.producerEpoch, batch.recordCount], [77, 2, 2])
  t.deepEqual([batch.isTransactional, batch.isControl], [false, false])
})

test('after sequence 2147483647 comes 0', (t) => {
  const batch = new RecordBatch(twoRecords())
  t.deepEqual([batch.baseSequence, batch.lastSequence], [2_147_483_647, 0])
})

test('a batch without a sequence has no last sequence', (t) => {
  const builder = new BatchBuilder()
  builder.tryAppendPair('a', 'b', 1)
  builder.tryAppendPair('a', 'b', 1)
  t.is(new RecordBatch(builder.build()).lastSequence, -1)
})

test('a wrong checksum is told with partition, offset, what was expected and what was found', (t) => {
  const bytes = twoRecords()
  const crc = bytes.readUInt32BE(17)
  bytes[70] = 0xff
  const batch = new RecordBatch(bytes, 0, { partition: 'orders-3' })
  const error = t.throws(() => batch.records(), { instanceOf: DecodeError })
  t.is(error?.code, 'CORRUPT')
  const expected = `expected CRC-32C 0x${crc.toString(16).padStart(8, '0')}, found 0x`
  t.regex(
    error?.message ?? '',
    new RegExp(`^record batch of orders-3 at offset 40 at byte 17: ${expected}[0-9a-f]{8}$`),
  )
})

test('the checksum is not checked where the caller has done so before', (t) => {
  const bytes = twoRecords()
  bytes.writeUInt32BE(0, 17)
  t.throws(() => new RecordBatch(bytes).records(), { message: /CRC-32C 0x00000000/ })
  t.true(new RecordBatch(bytes, 0, { checkCrc: false }).records().next())
})

test('the offset and the leader epoch are not under the checksum', (t) => {
  const bytes = twoRecords()
  bytes.writeBigInt64BE(1_000_000n, 0)
  bytes.writeInt32BE(9, 12)
  t.notThrows(() => new RecordBatch(bytes).checkCrc())
})

for (const magic of [0, 1]) {
  test(`a message set of magic ${magic} is refused, and called by its name`, (t) => {
    const message = Buffer.alloc(40)
    message.writeInt32BE(28, 8)
    message.writeInt8(magic, 16)
    const error = t.throws(() => new RecordBatch(message, 0, { partition: 'orders-3' }), { instanceOf: DecodeError })
    t.is(error?.code, 'UNSUPPORTED')
    t.is(
      error?.message,
      'record batch of orders-3 at offset 0 at byte 16: expected a record batch of magic 2, ' +
        `found a message set of magic ${magic}, from before Kafka 0.11`,
    )
  })
}

const refusals: [what: string, bytes: Buffer, message: string][] = [
  ['a later magic', withBytes(16, '03'), 'at byte 16: expected a record batch of magic 2, found magic 3'],
  [
    'a length shorter than a header',
    withBytes(8, '00000030'),
    'at byte 8: expected a batch length of 49 or more, found 48',
  ],
  ['a negative length', withBytes(8, 'ffffffff'), 'at byte 8: expected a batch length of 49 or more, found -1'],
  [
    'a length behind the end',
    withBytes(8, '7fffffff'),
    'at byte 0: expected a whole record batch, found 93 bytes of one',
  ],
  [
    'an unknown compression',
    withBytes(21, '0005'),
    'attributes at byte 21: expected a compression from 0 to 4, found 5',
  ],
  ['a negative record count', withBytes(57, 'ffffffff'), 'recordCount at byte 57: expected 0 or more, found -1'],
  ['a negative offset delta', withBytes(23, 'ffffffff'), 'lastOffsetDelta at byte 23: expected 0 or more, found -1'],
  [
    'a producer id beyond 2^53',
    withBytes(43, '0020000000000000'),
    'producerId at byte 43: expected an integer between -(2^53 - 1) and 2^53 - 1, found 9007199254740992',
  ],
]

for (const [what, bytes, message] of refusals) {
  test(`a batch with ${what} is refused`, (t) => {
    t.throws(() => new RecordBatch(bytes), { name: 'DecodeError', message: `record batch at offset 40 ${message}` })
  })
}

test('offsets and timestamps beyond 2^53 are refused', (t) => {
  for (const [at, name] of [
    [0, 'baseOffset'],
    [27, 'baseTimestamp'],
    [35, 'maxTimestamp'],
  ] as const) {
    const error = t.throws(() => new RecordBatch(withBytes(at, '8000000000000000')), { instanceOf: DecodeError })
    t.deepEqual([error?.code, error?.path, error?.position], ['UNSAFE_INTEGER', name, at])
    t.regex(error?.message ?? '', /found -9223372036854775808$/)
  }
  t.throws(() => new RecordBatch(withBytes(0, '001fffffffffffff')), {
    message:
      'record batch at offset 9007199254740991 lastOffsetDelta at byte 23: ' +
      'expected a last offset of at most 2^53 - 1, found 1',
  })
})

test('a start behind the end is refused', (t) => {
  t.throws(() => new RecordBatch(twoRecords(), 1_000), {
    message: 'record batch at byte 1000: expected a whole record batch, found 0 bytes of one',
  })
})

test('a count of records that the bytes have no room for is refused before anyone reserves room for them', (t) => {
  const batch = new RecordBatch(withBytes(57, '7fffffff'))
  t.throws(() => batch.records(), {
    message: 'record batch at offset 40 recordCount: expected at most 4 records in 32 bytes, found 2147483647',
  })
})

test('records that inflate beyond the limit are refused', (t) => {
  const builder = new BatchBuilder({ compression: 'lz4', baseOffset: 9 })
  builder.tryAppendPair(null, Buffer.alloc(100_000), 0)
  const bytes = builder.build()
  t.true(new RecordBatch(bytes).records().next())
  const error = t.throws(() => new RecordBatch(bytes, 0, { maxDecompressedBytes: 50_000 }).records(), {
    instanceOf: DecodeError,
  })
  t.is(error?.code, 'TOO_LARGE')
  t.regex(error?.message ?? '', /^record batch at offset 9: expected records of at most 50000 bytes, found /)
})

test('compressed records that do not open are refused where they are', (t) => {
  const builder = new BatchBuilder({ compression: 'lz4' })
  builder.tryAppendPair(null, Buffer.alloc(1_000), 0)
  const bytes = builder.build()
  bytes[61] = 0
  sealCrc(bytes)
  t.throws(() => new RecordBatch(bytes).records(), {
    message: 'record batch at offset 0 at byte 61: expected an LZ4 frame (184d2204), found 184d2200',
  })
})
