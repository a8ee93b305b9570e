/**
 * Numbers, big-endian and of fixed length: Java's Short, Integer, Long, Float and Double serializers.
 * A number that would not come back as it went in is refused: a fraction in an integer, a long outside
 * ±(2^53 - 1). For longs of any size there is bigLong. Floats are rounded to 32 bits, as a cast does in Java.
 */
import { fixedLength } from './fixed-length.ts'
import { readInt64, writeInt64 } from './int64.ts'
import type { Serde } from './serde.ts'
import { SerializationError, showValue } from './serialization-error.ts'

/** 16-bit integers. */
export const short: Serde<number> = fixedLength({
  name: 'short',
  length: 2,
  write(value, bytes, at) {
    requireInteger('short', value, { min: -(2 ** 15), max: 2 ** 15 - 1 })
    bytes.writeInt16BE(value, at)
  },
  read: (bytes, at) => bytes.readInt16BE(at),
})

/** 32-bit integers. */
export const integer: Serde<number> = fixedLength({
  name: 'integer',
  length: 4,
  write(value, bytes, at) {
    requireInteger('integer', value, { min: -(2 ** 31), max: 2 ** 31 - 1 })
    bytes.writeInt32BE(value, at)
  },
  read: (bytes, at) => bytes.readInt32BE(at),
})

/** 64-bit integers, as far as a JavaScript number is exact. */
export const long: Serde<number> = fixedLength({
  name: 'long',
  length: 8,
  write(value, bytes, at) {
    if (!Number.isSafeInteger(value)) throw notALong(value)
    writeInt64(bytes, value, at)
  },
  read(bytes, at) {
    const value = readInt64(bytes, at)
    if (Number.isSafeInteger(value)) return value
    throw new SerializationError('OUT_OF_RANGE', {
      serde: 'long',
      expected: 'an integer within ±(2^53 - 1); bigLong reads larger ones',
      found: String(bytes.readBigInt64BE(at)),
    })
  },
})

/** 64-bit integers of any size, as bigint. The bytes are those of `long`. */
export const bigLong: Serde<bigint> = fixedLength({
  name: 'bigLong',
  length: 8,
  write(value, bytes, at) {
    const wrong = typeof value !== 'bigint' ? 'WRONG_TYPE' : BigInt.asIntN(64, value) !== value ? 'OUT_OF_RANGE' : null
    if (wrong !== null) {
      const expected = 'a bigint from -(2^63) to 2^63 - 1'
      throw new SerializationError(wrong, { serde: 'bigLong', expected, found: showValue(value) })
    }
    bytes.writeBigInt64BE(value, at)
  },
  read: (bytes, at) => bytes.readBigInt64BE(at),
})

/** 32-bit floating point numbers. */
export const float: Serde<number> = fixedLength({
  name: 'float',
  length: 4,
  write(value, bytes, at) {
    requireNumber('float', value)
    bytes.writeFloatBE(value, at)
  },
  read: (bytes, at) => bytes.readFloatBE(at),
})

/** 64-bit floating point numbers: every JavaScript number. */
export const double: Serde<number> = fixedLength({
  name: 'double',
  length: 8,
  write(value, bytes, at) {
    requireNumber('double', value)
    bytes.writeDoubleBE(value, at)
  },
  read: (bytes, at) => bytes.readDoubleBE(at),
})

function notALong(value: number): SerializationError {
  const code = Number.isInteger(value) ? 'OUT_OF_RANGE' : 'WRONG_TYPE'
  const expected = `an integer from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`
  return new SerializationError(code, { serde: 'long', expected, found: showValue(value) })
}

function requireNumber(serde: string, value: number): void {
  if (typeof value === 'number') return
  throw new SerializationError('WRONG_TYPE', { serde, expected: 'a number', found: showValue(value) })
}

function requireInteger(serde: string, value: number, range: { min: number; max: number }): void {
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return
  const code = Number.isInteger(value) ? 'OUT_OF_RANGE' : 'WRONG_TYPE'
  const expected = `an integer from ${range.min} to ${range.max}`
  throw new SerializationError(code, { serde, expected, found: showValue(value) })
}
