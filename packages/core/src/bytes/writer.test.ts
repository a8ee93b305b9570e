import test from 'ava'
import { EncodeError, type EncodeErrorCode } from './errors.ts'
import { utf8Length, Writer } from './writer.ts'

function refusal(write: (writer: Writer) => unknown): { code: EncodeErrorCode; message: string } {
  try {
    write(new Writer())
  } catch (problem) {
    if (problem instanceof EncodeError) return { code: problem.code, message: problem.message }
    throw problem
  }
  throw new Error('nothing was refused')
}

test('each type is written big-endian', (t) => {
  const writer = new Writer()
  writer.bool(true)
  writer.int8(-1)
  writer.int16(-2)
  writer.uint16(0xfffe)
  writer.int32(-3)
  writer.uint32(0xfffffffd)
  writer.int64(-4)
  writer.bigint(-(2n ** 63n))
  writer.float64(-0)
  writer.uvarint(300)
  t.is(writer.length, 40)
  t.is(
    writer.finishWhole().toString('hex'),
    '01fffffefffefffffffdfffffffdfffffffffffffffc80000000000000008000000000000000ac02',
  )
})

test('a value that does not fit its type is refused, never wrapped', (t) => {
  t.deepEqual(
    refusal((writer) => writer.int16(0x8000)),
    { code: 'BAD_VALUE', message: 'expected an int16, found 32768' },
  )
  t.is(refusal((writer) => writer.int8(-129)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.uint16(-1)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.int32(2 ** 31)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.int32(1.5)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.uint32(2 ** 32)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.uvarint(-1)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.int64(2 ** 53)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.bigint(2n ** 63n)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.int32('7' as unknown as number)).code, 'BAD_VALUE')
  t.is(refusal((writer) => writer.bool(1 as unknown as boolean)).code, 'BAD_VALUE')
})

test('a missing value is refused as missing', (t) => {
  const nothing = undefined as unknown as number
  t.deepEqual(
    refusal((writer) => writer.int32(nothing)),
    { code: 'UNEXPECTED_NULL', message: 'expected an int32, found undefined' },
  )
  t.is(refusal((writer) => writer.int64(null as unknown as number)).code, 'UNEXPECTED_NULL')
})

test('half a surrogate pair has no UTF-8 and is refused', (t) => {
  t.is(utf8Length('🦜'), 4)
  t.is(refusal(() => utf8Length('\uD83E')).message, 'expected well-formed text, found half a surrogate pair')
})

test('a value that makes the buffer grow lands in the grown buffer', (t) => {
  for (let filled = 0; filled < 16; filled++) {
    const writer = new Writer(16)
    const expected = Buffer.alloc(filled + 8 + 6 + 5, 1)
    for (let index = 0; index < filled; index++) writer.int8(1)
    writer.int64(2 ** 40)
    expected.writeBigInt64BE(2n ** 40n, filled)
    writer.raw(Buffer.from('abcdef'))
    expected.write('abcdef', filled + 8)
    writer.utf8('Zoë!', 5)
    expected.write('Zoë!', filled + 14)
    t.deepEqual(writer.finishWhole(), expected)
  }
})

test('large byte fields are handed on by reference, in order', (t) => {
  const large = Buffer.alloc(10_000, 7)
  const writer = new Writer(4)
  writer.int32(1)
  writer.raw(large)
  writer.int32(2)
  writer.raw(large)
  t.is(writer.length, 20_008)
  const chunks = writer.finish()
  t.deepEqual(
    chunks.map((chunk) => chunk.length),
    [4, 10_000, 4, 10_000],
  )
  t.is(chunks[1]?.buffer, large.buffer)
  t.is(chunks[2]?.readInt32BE(0), 2)
})

test('a writer that nothing was written to gives no bytes', (t) => {
  t.is(new Writer().finishWhole().length, 0)
})
