/**
 * Numbers, big-endian and of fixed length: Java's Short, Integer, Long, Float and Double serializers.
 * A number that would not come back as it went in is refused: a fraction in an integer, a long outside
 * ±(2^53 - 1). For longs of any size there is bigLong. Floats are rounded to 32 bits, as a cast does in Java.
 */
import type { Serde } from './serde.ts'
import { requireLength, SerializationError, showValue } from './serialization-error.ts'

const twoTo32 = 2 ** 32

/** 16-bit integers. */
export const short: Serde<number> = {
  serialize(value) {
    requireInteger('short', value, { min: -(2 ** 15), max: 2 ** 15 - 1 })
    const bytes = Buffer.allocUnsafe(2)
    bytes.writeInt16BE(value)
    return bytes
  },
  deserialize(bytes) {
    requireLength('short', bytes, 2)
    return bytes.readInt16BE()
  },
}

/** 32-bit integers. */
export const integer: Serde<number> = {
  serialize(value) {
    requireInteger('integer', value, { min: -(2 ** 31), max: 2 ** 31 - 1 })
    const bytes = Buffer.allocUnsafe(4)
    bytes.writeInt32BE(value)
    return bytes
  },
  deserialize(bytes) {
    requireLength('integer', bytes, 4)
    return bytes.readInt32BE()
  },
}

/** 64-bit integers, as far as a JavaScript number is exact. */
export const long: Serde<number> = {
  serialize(value) {
    requireInteger('long', value, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
    const high = Math.floor(value / twoTo32)
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeInt32BE(high)
    bytes.writeUInt32BE(value - high * twoTo32, 4)
    return bytes
  },
  deserialize(bytes) {
    requireLength('long', bytes, 8)
    const value = bytes.readInt32BE() * twoTo32 + bytes.readUInt32BE(4)
    if (Number.isSafeInteger(value)) return value
    throw new SerializationError('OUT_OF_RANGE', {
      serde: 'long',
      expected: 'an integer within ±(2^53 - 1); bigLong reads larger ones',
      found: String(bytes.readBigInt64BE()),
    })
  },
}

/** 64-bit integers of any size, as bigint. The bytes are those of `long`. */
export const bigLong: Serde<bigint> = {
  serialize(value) {
    const wrong = typeof value !== 'bigint' ? 'WRONG_TYPE' : BigInt.asIntN(64, value) !== value ? 'OUT_OF_RANGE' : null
    if (wrong !== null) {
      const expected = 'a bigint from -(2^63) to 2^63 - 1'
      throw new SerializationError(wrong, { serde: 'bigLong', expected, found: showValue(value) })
    }
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeBigInt64BE(value)
    return bytes
  },
  deserialize(bytes) {
    requireLength('bigLong', bytes, 8)
    return bytes.readBigInt64BE()
  },
}

/** 32-bit floating point numbers. */
export const float: Serde<number> = {
  serialize(value) {
    requireNumber('float', value)
    const bytes = Buffer.allocUnsafe(4)
    bytes.writeFloatBE(value)
    return bytes
  },
  deserialize(bytes) {
    requireLength('float', bytes, 4)
    return bytes.readFloatBE()
  },
}

/** 64-bit floating point numbers: every JavaScript number. */
export const double: Serde<number> = {
  serialize(value) {
    requireNumber('double', value)
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeDoubleBE(value)
    return bytes
  },
  deserialize(bytes) {
    requireLength('double', bytes, 8)
    return bytes.readDoubleBE()
  },
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
