/**
 * The bytes of an offset or time index that came from a disk. Kafka makes these files at their full
 * size (10 MB) and cuts them only when they are closed, so after a crash of Kafka the entries are
 * followed by zeros, which are not entries.
 */
import { CorruptIndexError } from '../errors.ts'

/** Which index it is: its file, for errors, and its segment. */
export interface IndexPlace {
  readonly path: string
  readonly baseOffset: number
}

/**
 * The entries, without the zeros behind them. One entry alone is believed to be one, zeros or not:
 * a segment whose only timestamp is 0 has such a time index.
 *
 * @throws CorruptIndexError if the file does not consist of whole entries.
 */
export function savedEntries(bytes: Buffer, entryBytes: number, path: string): Buffer {
  checkWholeEntries(bytes, entryBytes, path)
  if (bytes.length <= entryBytes) return bytes
  const entries = bytes.subarray(0, endOfEntries(bytes, entryBytes))
  // A few entries must not hold on to a buffer of 10 MB.
  return entries.length * 2 < bytes.length ? Buffer.from(entries) : entries
}

export function checkWholeEntries(bytes: Buffer, entryBytes: number, path: string): void {
  if (bytes.length % entryBytes === 0) return
  throw new CorruptIndexError({ path, expected: `entries of ${entryBytes} bytes`, found: `${bytes.length} bytes` })
}

function endOfEntries(bytes: Buffer, entryBytes: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let end = bytes.length
  while (end >= 4 && view.getInt32(end - 4) === 0) end -= 4
  return Math.ceil(end / entryBytes) * entryBytes
}
