import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { RecordBatch } from './batch.ts'
import type { RecordCursor } from './cursor.ts'
import { type BatchHeader, sealBatch } from './seal.ts'

const BASE_OFFSET = 100
const BASE_TIMESTAMP = 5_000

interface RawBatch {
  readonly records: readonly string[]
  readonly recordCount?: number
  readonly lastOffsetDelta?: number
  readonly header?: BatchHeader
}

/** A cursor over records whose bytes are given in hex, without their length: that is zig-zagged the number of digits. */
function cursorOver({
  records,
  recordCount = records.length,
  lastOffsetDelta = 9,
  header = {},
}: RawBatch): RecordCursor {
  const framed = records.map((hex) => Buffer.from(hex.length.toString(16).padStart(2, '0') + hex, 'hex'))
  const batch = Buffer.concat([Buffer.alloc(61), ...framed])
  const summary = {
    baseOffset: BASE_OFFSET,
    lastOffset: BASE_OFFSET + lastOffsetDelta,
    baseTimestamp: BASE_TIMESTAMP,
    maxTimestamp: BASE_TIMESTAMP,
    hasDeleteHorizon: false,
    recordCount,
    compression: 'none',
  } as const
  sealBatch(batch, summary, header)
  return new RecordBatch(batch).records()
}

/** Attributes, timestamp delta 3, offset delta 1, key 'ab', value 'c', no headers. */
const PLAIN = '00' + '06' + '02' + '046162' + '0263' + '00'

test('a record is read where the cursor stands', (t) => {
  const record = cursorOver({ records: [PLAIN] })
  t.true(record.next())
  t.deepEqual([record.offset, record.timestamp, record.timestampDelta], [101, 5_003, 3])
  t.deepEqual([record.key(), record.value()], [Buffer.from('ab'), Buffer.from('c')])
  t.deepEqual([record.keyText(), record.valueText()], ['ab', 'c'])
  t.deepEqual([record.headerCount, record.headers()], [0, []])
  t.false(record.next())
  t.false(record.next())
})

test('null and empty are not the same', (t) => {
  const record = cursorOver({ records: ['000000010000', '000002000100'] })
  record.next()
  t.deepEqual([record.key(), record.value()], [null, Buffer.alloc(0)])
  t.deepEqual([record.keyText(), record.valueText()], [null, ''])
  record.next()
  t.deepEqual([record.key(), record.value()], [Buffer.alloc(0), null])
  t.deepEqual([record.keyText(), record.valueText()], ['', null])
})

test('keys and values are views, not copies', (t) => {
  const record = cursorOver({ records: [PLAIN] })
  record.next()
  const value = record.value() as Buffer
  value[0] = 'z'.charCodeAt(0)
  t.is(record.valueText(), 'z')
})

test('headers keep their order, their duplicates and their nulls', (t) => {
  const record = cursorOver({ records: ['000000' + '01' + '01' + '06' + '02610278' + '026101' + '026200'] })
  record.next()
  t.is(record.headerCount, 3)
  t.deepEqual(record.headers(), [
    { key: 'a', value: Buffer.from('x') },
    { key: 'a', value: null },
    { key: 'b', value: Buffer.alloc(0) },
  ])
})

test('bytes that are not UTF-8 read as U+FFFD', (t) => {
  const record = cursorOver({ records: ['000000' + '02ff' + '02fe' + '02' + '02fd01'] })
  record.next()
  t.deepEqual([record.keyText(), record.valueText(), record.headers()[0]?.key], ['\uFFFD', '\uFFFD', '\uFFFD'])
})

test('keys and values are read where they lie, by the cursor and by its snapshot', (t) => {
  const record = cursorOver({ records: [PLAIN, '000000010000', '000002000100'] })
  const read = (bytes: Buffer, start: number, end: number) => bytes.toString('latin1', start, end)
  const seen = []
  while (record.next()) {
    const snapshot = record.snapshot()
    seen.push([record.readKey(read), record.readValue(read)])
    t.deepEqual([snapshot.readKey(read), snapshot.readValue(read)], seen.at(-1))
  }
  t.deepEqual(seen, [
    ['ab', 'c'],
    [null, ''],
    ['', null],
  ])
})

test('with log append time every timestamp is the latest one', (t) => {
  const record = cursorOver({ records: [PLAIN], header: { logAppendTime: 77_000 } })
  record.next()
  t.deepEqual([record.timestamp, record.timestampDelta], [77_000, 3])
})

test('a timestamp delta takes up to 64 bits', (t) => {
  const record = cursorOver({ records: ['00' + '80808080808020' + '00010100', '00' + 'ffffffffff3f' + '02010100'] })
  record.next()
  t.is(record.timestampDelta, 2 ** 46)
  record.next()
  t.is(record.timestampDelta, -(2 ** 40))
})

test('varints may be longer than they need to be', (t) => {
  const record = cursorOver({ records: ['00' + '868000' + '8280808000' + '01' + '01' + '00'] })
  record.next()
  t.deepEqual([record.timestampDelta, record.offset], [3, 101])
})

const refusals: [what: string, batch: RawBatch, code: DecodeError['code'], message: string][] = [
  [
    'a record shorter than a record can be',
    { records: ['0000000101', PLAIN] },
    'BAD_LENGTH',
    'records[0] at byte 62: expected a record of 6 to 15 bytes, found 5',
  ],
  [
    'a key longer than its record',
    { records: ['000000' + '08616263'] },
    'BAD_LENGTH',
    'records[0] at byte 66: expected a length from -1 to 3, what is left of the record, found 4',
  ],
  [
    'a key of negative length',
    { records: ['000000' + '030100'] },
    'BAD_LENGTH',
    'records[0] at byte 66: expected a length from -1 to 2, what is left of the record, found -2',
  ],
  [
    'a value of two billion bytes',
    { records: ['000000' + '01' + 'feffffff0f' + '00'] },
    'BAD_LENGTH',
    'records[0] at byte 71: expected a length from -1 to 1, what is left of the record, found 2147483647',
  ],
  [
    'bytes behind the last header',
    { records: [PLAIN, `${PLAIN}0000`] },
    'TRAILING_BYTES',
    "records[1] at byte 81: expected the record's end, found 2 bytes behind the last header",
  ],
  [
    'fields that go on behind the record',
    { records: ['000000' + '01' + '00' + '80', '', PLAIN], recordCount: 2 },
    'BAD_LENGTH',
    "records[0] at byte 69: expected the record's end, found fields that go on for 1 more bytes",
  ],
  [
    'a negative header count',
    { records: ['000000' + '01' + '01' + '01'] },
    'BAD_LENGTH',
    'records[0] at byte 68: expected a header count, found -1',
  ],
  [
    'two billion headers',
    { records: ['000000' + '01' + '01' + 'feffffff0f' + '0001', PLAIN] },
    'BAD_LENGTH',
    'records[0] at byte 75: expected a length from -1 to 0, what is left of the record, found 9',
  ],
  [
    'a header whose key is null',
    { records: ['000000' + '01' + '01' + '02' + '0101'] },
    'UNEXPECTED_NULL',
    "records[0] at byte 69: expected a header's key, found null",
  ],
  [
    'a negative offset delta',
    { records: ['000001' + '010100'] },
    'BAD_VALUE',
    'records[0] at byte 65: expected an offset delta from 0 to 9, found -1',
  ],
  [
    "an offset behind the batch's last",
    { records: ['000014' + '010100'] },
    'BAD_VALUE',
    'records[0] at byte 65: expected an offset delta from 0 to 9, found 10',
  ],
  [
    'a varint that goes on for too long',
    { records: ['0000' + '808080808000' + '010100'] },
    'BAD_VARINT',
    'records[0] at byte 69: expected a varint of 32 bits, found more bits',
  ],
  [
    'a varint beyond 32 bits',
    { records: ['0000' + '8080808010' + '010100'] },
    'BAD_VARINT',
    'records[0] at byte 69: expected a varint of 32 bits, found more bits',
  ],
  [
    'a timestamp delta of more than 64 bits',
    { records: ['00' + '8080808080808080808001' + '00010100'] },
    'BAD_VARINT',
    'records[0] at byte 73: expected a varint of 64 bits, found more bits',
  ],
  [
    'a timestamp delta beyond 2^53',
    { records: ['00' + 'ffffffffffffffffff01' + '00010100'] },
    'UNSAFE_INTEGER',
    'records[0] at byte 73: expected a timestamp delta between -(2^53 - 1) and 2^53 - 1, found -9223372036854776000',
  ],
  [
    'a timestamp beyond 2^53',
    { records: ['00' + 'feffffffffffff1f' + '00010100'] },
    'UNSAFE_INTEGER',
    'records[0] at byte 71: expected a timestamp between -(2^53 - 1) and 2^53 - 1, found 5000 + 9007199254740991',
  ],
  [
    'more records than it says',
    { records: [PLAIN, PLAIN], recordCount: 1 },
    'TRAILING_BYTES',
    'records[0] at byte 71: expected no bytes behind the last of 1 records, found 10',
  ],
  [
    'bytes and no records',
    { records: [PLAIN], recordCount: 0 },
    'TRAILING_BYTES',
    'records at byte 61: expected no bytes behind the last of 0 records, found 10',
  ],
  [
    'fewer records than it says',
    { records: ['000000' + '01' + '1463636363636363636363' + '00'], recordCount: 2 },
    'TRUNCATED',
    'records[1] at byte 78: expected a varint of 32 bits, found the end',
  ],
]

for (const [what, batch, code, message] of refusals) {
  test(`a batch with ${what} is refused`, (t) => {
    const error = t.throws(
      () => {
        const record = cursorOver(batch)
        while (record.next());
      },
      { instanceOf: DecodeError },
    )
    t.is(error?.message, `record batch at offset 100 ${message}`)
    t.is(error?.code, code)
  })
}
