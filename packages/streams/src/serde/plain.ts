/**
 * The serdes that hardly do anything: booleans in one byte, buffers as they are, and nothing at all.
 * They are Java's Boolean, ByteArray (or ByteBuffer, or Bytes) and Void serializers.
 */
import { fixedLength } from './fixed-length.ts'
import type { Serde } from './serde.ts'
import { SerializationError, showBytes, showValue } from './serialization-error.ts'

/** True is the byte 1, false the byte 0. */
export const boolean: Serde<boolean> = fixedLength({
  name: 'boolean',
  length: 1,
  write(value, bytes, at) {
    if (typeof value !== 'boolean') {
      throw new SerializationError('WRONG_TYPE', { serde: 'boolean', expected: 'a boolean', found: showValue(value) })
    }
    bytes[at] = value ? 1 : 0
  },
  read(bytes, at) {
    const byte = bytes[at]
    if (byte === 0 || byte === 1) return byte === 1
    const found = showBytes(bytes.subarray(at, at + 1))
    throw new SerializationError('MALFORMED', { serde: 'boolean', expected: 'the byte 0 or 1', found })
  },
})

/**
 * Bytes as they are, neither copied nor looked at: whoever changes the buffer afterwards changes the record. What
 * is read is a view of what was fetched, up to megabytes of other records, and holds all of that in memory: whoever
 * keeps such values for long keeps a copy, `Buffer.from(value)`.
 */
export const buffer: Serde<Buffer> = {
  serialize(value) {
    if (Buffer.isBuffer(value)) return value
    throw new SerializationError('WRONG_TYPE', { serde: 'buffer', expected: 'a Buffer', found: showValue(value) })
  },
  deserialize: (bytes) => bytes,
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
