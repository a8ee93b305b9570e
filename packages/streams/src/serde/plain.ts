/**
 * The serdes that hardly do anything: booleans in one byte, buffers as they are, and nothing at all.
 * They are Java's Boolean, ByteArray (or ByteBuffer, or Bytes) and Void serializers.
 */
import type { Serde } from './serde.ts'
import { requireLength, SerializationError, showBytes, showValue } from './serialization-error.ts'

/** True is the byte 1, false the byte 0. */
export const boolean: Serde<boolean> = {
  serialize(value) {
    if (typeof value !== 'boolean') {
      throw new SerializationError('WRONG_TYPE', { serde: 'boolean', expected: 'a boolean', found: showValue(value) })
    }
    return Buffer.of(value ? 1 : 0)
  },
  deserialize(bytes) {
    requireLength('boolean', bytes, 1)
    const [byte] = bytes
    if (byte === 0 || byte === 1) return byte === 1
    throw new SerializationError('MALFORMED', {
      serde: 'boolean',
      expected: 'the byte 0 or 1',
      found: showBytes(bytes),
    })
  },
}

/** Bytes as they are, neither copied nor looked at: whoever changes the buffer afterwards changes the record. */
export const buffer: Serde<Buffer> = {
  serialize(value) {
    if (Buffer.isBuffer(value)) return value
    throw new SerializationError('WRONG_TYPE', { serde: 'buffer', expected: 'a Buffer', found: showValue(value) })
  },
  deserialize(bytes) {
    return bytes
  },
}

/** For keys or values that are always null. Bytes where none should be are an error, as they are in Java. */
export const nothing: Serde<null> = {
  serialize(value) {
    throw new SerializationError('WRONG_TYPE', { serde: 'nothing', expected: 'null', found: showValue(value) })
  },
  deserialize(bytes) {
    throw new SerializationError('MALFORMED', { serde: 'nothing', expected: 'null', found: showBytes(bytes) })
  },
}
