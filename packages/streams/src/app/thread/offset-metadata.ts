/**
 * What is committed beside an offset, in Java's bytes: the time of the partition, which whoever goes on there begins
 * with, and up to which times windows have been told as closed. What nobody can read counts as nothing said.
 */
import { Reader } from '@millrace/core/protocol'

export interface OffsetMetadata {
  /** -1 where nothing has been processed. */
  readonly partitionTimeMs: number
  /** By store. */
  readonly closeTimesMs: ReadonlyMap<string, number>
}

const firstVersion = 1
const latestVersion = 2
const nothingSaid: OffsetMetadata = { partitionTimeMs: -1, closeTimesMs: new Map() }

export function encodeOffsetMetadata({ partitionTimeMs, closeTimesMs }: OffsetMetadata): string {
  const parts = [Buffer.from([latestVersion]), int64(partitionTimeMs)]
  if (closeTimesMs.size > 0) parts.push(int32(closeTimesMs.size))
  for (const [store, timeMs] of closeTimesMs) {
    const name = Buffer.from(store)
    parts.push(int32(name.length), name, int64(timeMs))
  }
  return Buffer.concat(parts).toString('base64')
}

export function decodeOffsetMetadata(text: string | null): OffsetMetadata {
  if (text === null || text === '') return nothingSaid
  try {
    const reader = new Reader(Buffer.from(text, 'base64'))
    const version = reader.int8()
    if (version < firstVersion || version > latestVersion) return nothingSaid
    const partitionTimeMs = reader.int64()
    return { partitionTimeMs, closeTimesMs: version === latestVersion ? readTimes(reader) : new Map() }
  } catch {
    return nothingSaid
  }
}

function readTimes(reader: Reader): ReadonlyMap<string, number> {
  if (reader.remaining === 0) return new Map()
  const count = reader.int32()
  const times = new Map<string, number>()
  for (let read = 0; read < count; read++) {
    const store = reader.utf8(reader.int32())
    times.set(store, reader.int64())
  }
  return times
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}
