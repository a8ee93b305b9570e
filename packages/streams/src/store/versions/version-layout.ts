/**
 * How the versions of keys lie as rows of bytes. The latest version of a key is a row of its own: key -> time, value.
 * Older ones lie in segments of the time at which they ended, so that what is too old goes away by the segment: length
 * of the key, key, begin -> end, whether there is a value, value. So the versions of a key lie side by side, oldest
 * first.
 */
import { readTime, timeBytes, writeTime } from '../../serde/window-bytes.ts'

/** A version that has an end; without a value where the key had none in that time. */
export interface EndedVersion {
  readonly fromMs: number
  /** Equal to the begin for the mark of a deletion before which nothing is known. */
  readonly toMs: number
  readonly value: Buffer | null
}

export interface LatestVersion {
  readonly fromMs: number
  readonly value: Buffer
}

const lengthBytes = 4

export function latestRow({ fromMs, value }: LatestVersion): Buffer {
  const row = Buffer.allocUnsafe(timeBytes + value.length)
  writeTime(row, fromMs, 0)
  row.set(value, timeBytes)
  return row
}

export function readLatest(row: Buffer): LatestVersion {
  return { fromMs: readTime(row, 0), value: row.subarray(timeBytes) }
}

/** Where a version lies within its segment. */
export function endedKey(key: Buffer, fromMs: number): Buffer {
  const row = Buffer.allocUnsafe(lengthBytes + key.length + timeBytes)
  row.writeUInt32BE(key.length, 0)
  row.set(key, lengthBytes)
  writeTime(row, fromMs, row.length - timeBytes)
  return row
}

export function endedRow({ toMs, value }: EndedVersion): Buffer {
  const row = Buffer.allocUnsafe(timeBytes + 1 + (value === null ? 0 : value.length))
  writeTime(row, toMs, 0)
  row[timeBytes] = value === null ? 0 : 1
  if (value !== null) row.set(value, timeBytes + 1)
  return row
}

export function readEnded({ key, value }: { key: Buffer; value: Buffer }): EndedVersion {
  return {
    fromMs: readTime(key, key.length - timeBytes),
    toMs: readTime(value, 0),
    value: value[timeBytes] === 0 ? null : value.subarray(timeBytes + 1),
  }
}
