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

/** A cursor over records whose bytes, in hex and without their length, are given. */
function cursorOver({ records, recordCount = records.length, lastOffsetDelta = 9, header = {} }: RawBatch): RecordCursor {
  const framed = records.map((hex) => Buffer.from((hex.length).toString(16).padStart(2, '0') + hex, 'hex'))
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

const refusals: [what: string, batch: RawBatch, message: string][] = [
  ['shorter than a record can be', { records: ['0000000101'], recordCount: 0 }, 'TRAILING'],
]

const broken: [what: string, records: string[], code: string, message: string][] = [
  ['a key longer than the record', ['00000008616200'], 'BAD_LENGTH', 'at byte 66: expected a length from -1 to 3, what is left of the record, found 4'],
]
