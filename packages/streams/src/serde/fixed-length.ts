/**
 * Serdes whose values all take the same number of bytes. Such a value is encoded into one of two pieces of memory
 * that the serde keeps, in turns: what was encoded stays good until two more values were.
 */
import type { Serde } from './serde.ts'
import { wrongLength } from './serialization-error.ts'

interface FixedLength<T> {
  /** What errors call the serde. */
  readonly name: string
  readonly length: number
  /** Refuses what is no value, and writes what is. */
  readonly write: (value: T, bytes: Buffer, at: number) => void
  readonly read: (bytes: Buffer, at: number) => T
}

export function fixedLength<T>({ name, length, write, read }: FixedLength<T>): Serde<T> {
  let next = Buffer.alloc(length)
  let other = Buffer.alloc(length)
  return {
    serialize(value) {
      const bytes = Buffer.allocUnsafe(length)
      write(value, bytes, 0)
      return bytes
    },
    deserialize(bytes) {
      if (bytes.length !== length) throw wrongLength(name, bytes, length)
      return read(bytes, 0)
    },
    encode(value) {
      const bytes = next
      next = other
      other = bytes
      write(value, bytes, 0)
      return bytes
    },
    decode(bytes, start, end) {
      if (end - start !== length) throw wrongLength(name, bytes.subarray(start, end), length)
      return read(bytes, start)
    },
  }
}
