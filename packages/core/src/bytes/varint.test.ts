import test from 'ava'
import fc from 'fast-check'
import { Reader } from './reader.ts'
import { uvarintSize, varintSize, varlongSize, writeUvarint, writeVarint, writeVarlong } from './varint.ts'

const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff })
const safe = fc.maxSafeInteger()

function reread(bytes: Buffer, end: number): Reader {
  return new Reader(bytes.subarray(0, end))
}

test('an unsigned varint reads back, in as many bytes as its size says', (t) => {
  fc.assert(
    fc.property(uint32, (value) => {
      const bytes = Buffer.alloc(5)
      const end = writeUvarint(bytes, 0, value)
      return end === uvarintSize(value) && reread(bytes, end).uvarint() === value
    }),
  )
  t.pass()
})

test('a zig-zagged varint reads back, in as many bytes as its size says', (t) => {
  fc.assert(
    fc.property(int32, (value) => {
      const bytes = Buffer.alloc(5)
      const end = writeVarint(bytes, 0, value)
      return end === varintSize(value) && reread(bytes, end).varint() === value
    }),
  )
  t.pass()
})

test('a varlong of any safe integer reads back, in as many bytes as its size says', (t) => {
  const edges = [30, 31, 32, 33, 34, 35, 41, 42, 48, 49, 52, 53].flatMap((bits) => [2 ** bits - 1, -(2 ** bits) + 1])
  const near = fc.constantFrom(...edges, ...edges.map((edge) => edge - 1).filter(Number.isSafeInteger))
  fc.assert(
    fc.property(fc.oneof(safe, near, int32), (value) => {
      const bytes = Buffer.alloc(10)
      const end = writeVarlong(bytes, 0, value)
      return end === varlongSize(value) && reread(bytes, end).varlong() === value
    }),
    { numRuns: 2_000 },
  )
  t.pass()
})

test('varints are the bytes that Java writes', (t) => {
  const written = (write: (bytes: Buffer) => number) => {
    const bytes = Buffer.alloc(10)
    return bytes.subarray(0, write(bytes)).toString('hex')
  }
  t.is(
    written((bytes) => writeUvarint(bytes, 0, 300)),
    'ac02',
  )
  t.is(
    written((bytes) => writeVarint(bytes, 0, -1)),
    '01',
  )
  t.is(
    written((bytes) => writeVarint(bytes, 0, 0x7fffffff)),
    'feffffff0f',
  )
  t.is(
    written((bytes) => writeVarint(bytes, 0, -0x80000000)),
    'ffffffff0f',
  )
  t.is(
    written((bytes) => writeVarlong(bytes, 0, Number.MAX_SAFE_INTEGER)),
    'feffffffffffff1f',
  )
  t.is(
    written((bytes) => writeVarlong(bytes, 0, Number.MIN_SAFE_INTEGER)),
    'fdffffffffffff1f',
  )
})
