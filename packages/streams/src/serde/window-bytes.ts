/**
 * How a window lies behind its key's bytes, big-endian as in Java:
 *   key | start                  topics with time windows: the window's size is known to the reader alone
 *   key | start | sequence       the stores of time windows and their changelogs; a sequence of 4 bytes, which
 *                                is 0 except where a store keeps duplicates
 *   key | end | start            sessions, in topics, stores and changelogs
 * A time is 8 bytes, and not negative. Infinity, the end of unlimited windows, is Java's Long.MAX_VALUE.
 */
import { SerializationError, showValue } from './serialization-error.ts'

export const timeBytes = 8
export const sequenceBytes = 4

const twoTo32 = 2 ** 32
const endOfTimeHigh = 0x7fffffff
const endOfTimeLow = 0xffffffff

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
    bytes.writeInt32BE(endOfTimeHigh, at)
    bytes.writeUInt32BE(endOfTimeLow, at + 4)
    return
  }
  if (!Number.isSafeInteger(ms) || ms < 0) throw notATime(showValue(ms))
  const high = Math.floor(ms / twoTo32)
  bytes.writeInt32BE(high, at)
  bytes.writeUInt32BE(ms - high * twoTo32, at + 4)
}

/** @throws SerializationError if there is no time of a window */
export function readTime(bytes: Buffer, at: number): number {
  const high = bytes.readInt32BE(at)
  const low = bytes.readUInt32BE(at + 4)
  const ms = high * twoTo32 + low
  if (high >= 0 && Number.isSafeInteger(ms)) return ms
  if (high === endOfTimeHigh && low === endOfTimeLow) return Number.POSITIVE_INFINITY
  throw notATime(String(bytes.readBigInt64BE(at)))
}

function notATime(found: string): SerializationError {
  const expected = 'milliseconds from 0 to 2^53 - 1, or no end: Infinity, in bytes 9223372036854775807'
  return new SerializationError('OUT_OF_RANGE', { serde: "a window's start or end", expected, found })
}
