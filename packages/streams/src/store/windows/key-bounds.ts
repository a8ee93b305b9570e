/**
 * Where the rows of a range of keys lie when a time of fixed length follows the key. Keys have any length, and so
 * a row of a shorter key may lie behind rows of a longer one: the bounds are as tight as bytes allow, and whoever
 * scans between them leaves out the rows that do not belong.
 */
import { writeTime } from '../../serde/window-bytes.ts'

const highest = 0xff

/**
 * No row lies behind these bytes whose key is `key` or an earlier one, followed by a time until `latestMs` and
 * no more than `suffixBytes` altogether.
 */
export function lastOfKeys(key: Buffer, latestMs: number, suffixBytes: number): Buffer {
  const kept = keptBytes(key, latestMs)
  const bytes = Buffer.alloc(kept + suffixBytes + 1, highest)
  key.copy(bytes, 0, 0, kept)
  return bytes
}

/**
 * How much of the last key bounds its range. A key that is the beginning of another one is followed by its time
 * where the other goes on: where the other's byte is no higher than a time's first byte may be, the time may win.
 */
function keptBytes(key: Buffer, latestMs: number): number {
  const firstOfTime = firstByte(latestMs)
  const cut = key.findIndex((byte) => byte <= firstOfTime)
  return cut === -1 ? key.length : cut
}

function firstByte(ms: number): number {
  writeTime(scratch, ms, 0)
  return scratch[0] as number
}

const scratch = Buffer.alloc(8)
