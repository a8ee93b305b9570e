/**
 * How a window lies behind its key's bytes, big-endian as in Java:
 *   key | start                  topics with time windows: the window's size is known to the reader alone
 *   key | start | sequence       the stores of time windows and their changelogs; a sequence of 4 bytes, which
 *                                is 0 except where a store keeps duplicates
 *   key | end | start            sessions, in topics, stores and changelogs
 * A time is 8 bytes, and not negative. Infinity, the end of unlimited windows, is Java's Long.MAX_VALUE.
 */
import { readInt64, writeInt64 } from './int64.ts'
import { SerializationError, showValue } from './serialization-error.ts'

export const timeBytes = 8
export const sequenceBytes = 4

const endOfTime = 2n ** 63n - 1n

/** A key and the start of its window, as topics have them. */
export function windowKeyBytes(key: Uint8Array, startMs: number): Buffer {
  const bytes = Buffer.allocUnsafe(key.length + timeBytes)
  bytes.set(key)
  writeTime(bytes, startMs, key.length)
  return bytes
}

/** A key, the start of its window and a sequence, as window stores and their changelogs have them. */
export function windowStoreKeyBytes(key: Uint8Array, startMs: number, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(key.length + timeBytes + sequenceBytes)
  bytes.set(key)
  writeTime(bytes, startMs, key.length)
  bytes.writeInt32BE(sequence, key.length + timeBytes)
  return bytes
}

/** A key and its session, as topics, session stores and their changelogs have them. */
export function sessionKeyBytes(key: Uint8Array, session: { startMs: number; endMs: number }): Buffer {
  const bytes = Buffer.allocUnsafe(key.length + 2 * timeBytes)
  bytes.set(key)
  writeTime(bytes, session.endMs, key.length)
  writeTime(bytes, session.startMs, key.length + timeBytes)
  return bytes
}

/** @throws SerializationError if it is no time of a window */
export function writeTime(bytes: Buffer, ms: number, at: number): void {
  if (ms === Number.POSITIVE_INFINITY) {
    bytes.fill(0xff, at, at + timeBytes)
    bytes[at] = 0x7f
    return
  }
  if (!Number.isSafeInteger(ms) || ms < 0) throw notATime(showValue(ms))
  writeInt64(bytes, ms, at)
}

/** @throws SerializationError if there is no time of a window */
export function readTime(bytes: Buffer, at: number): number {
  const ms = readInt64(bytes, at)
  if (Number.isSafeInteger(ms) && ms >= 0) return ms
  const exactly = bytes.readBigInt64BE(at)
  if (exactly === endOfTime) return Number.POSITIVE_INFINITY
  throw notATime(String(exactly))
}

function notATime(found: string): SerializationError {
  const expected = 'milliseconds from 0 to 2^53 - 1, or no end: Infinity, in bytes 9223372036854775807'
  return new SerializationError('OUT_OF_RANGE', { serde: "a window's start or end", expected, found })
}
