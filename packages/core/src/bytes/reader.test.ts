import test from 'ava'
import { DecodeError, type DecodeErrorCode } from './errors.ts'
import { Reader } from './reader.ts'

function reader(hex: string): Reader {
  return new Reader(Buffer.from(hex, 'hex'))
}

/** The error that reading ends in. */
function refusal(read: () => unknown): { code: DecodeErrorCode; message: string } {
  try {
    read()
  } catch (problem) {
    if (problem instanceof DecodeError) return { code: problem.code, message: problem.message }
    throw problem
  }
  throw new Error('nothing was refused')
}

test('fixed-width integers are big-endian', (t) => {
  const one = reader('ff80008000ffffffffffffffff')
  t.is(one.int8(), -1)
  t.is(one.int16(), -32768)
  t.is(one.uint16(), 32768)
  t.is(one.int64(), -1)
  t.is(one.remaining, 0)
})

test('the largest integer that a number holds is read, the next is refused with its value', (t) => {
  t.is(reader('001fffffffffffff').int64(), Number.MAX_SAFE_INTEGER)
  t.is(reader('ffe0000000000001').int64(), Number.MIN_SAFE_INTEGER)
  t.deepEqual(
    refusal(() => reader('0020000000000001').int64()),
    {
      code: 'UNSAFE_INTEGER',
      message: 'at byte 0: expected an integer between -(2^53 - 1) and 2^53 - 1, found 9007199254740993',
    },
  )
  t.is(refusal(() => reader('8000000000000000').int64()).code, 'UNSAFE_INTEGER')
})

test('a bigint holds all 64 bits', (t) => {
  t.is(reader('7fffffffffffffff').bigint(), 2n ** 63n - 1n)
})

test('bytes that end too early are refused with what is missing', (t) => {
  const one = reader('0001')
  one.int8()
  t.deepEqual(
    refusal(() => one.int32()),
    {
      code: 'TRUNCATED',
      message: 'at byte 1: expected 4 more bytes, found 1',
    },
  )
  t.is(refusal(() => reader('').uvarint()).code, 'TRUNCATED')
  t.is(refusal(() => reader('80').uvarint()).code, 'TRUNCATED')
  t.is(refusal(() => reader('6162').utf8(3)).code, 'TRUNCATED')
  t.is(refusal(() => reader('6162').view(0x7fffffff)).code, 'TRUNCATED')
})

test('a refused read leaves the reader where it was', (t) => {
  const one = reader('000102')
  refusal(() => one.int32())
  t.is(one.position, 0)
})

test('a negative length is refused', (t) => {
  t.deepEqual(
    refusal(() => reader('6162').view(-5)),
    {
      code: 'BAD_LENGTH',
      message: 'at byte 0: expected a length, found -5',
    },
  )
})

test('a varint of more bits than its type is refused', (t) => {
  t.is(reader('ffffffff0f').uvarint(), 0xffffffff)
  t.is(refusal(() => reader('ffffffff1f').uvarint()).code, 'BAD_VARINT')
  t.is(refusal(() => reader('ffffffffff01').uvarint()).code, 'BAD_VARINT')
  t.is(refusal(() => reader('ffffffffffffffffffff01').varlong()).code, 'BAD_VARINT')
  t.is(refusal(() => reader('ffffffffffffffffff01').varlong()).code, 'UNSAFE_INTEGER')
})

test('text of more than one byte a character is read', (t) => {
  t.is(reader(Buffer.from('Zoë 🦜').toString('hex')).utf8(9), 'Zoë 🦜')
})

test('a replacement character that was sent is text, one that stands for broken bytes is refused', (t) => {
  t.is(reader('efbfbd').utf8(3), '\uFFFD')
  t.deepEqual(
    refusal(() => reader('61c3').utf8(2)),
    {
      code: 'BAD_UTF8',
      message: 'at byte 0: expected UTF-8 text, found invalid bytes',
    },
  )
  t.is(refusal(() => reader('eda080').utf8(3)).code, 'BAD_UTF8')
})

test('a view shares the memory that it was read from', (t) => {
  const bytes = Buffer.from('abcdef')
  const view = new Reader(bytes, 2).view(3)
  bytes[2] = 0x7a
  t.is(view.toString(), 'zde')
})
