/**
 * How the rows of windows lie among bytes, in the three ways that there are:
 *   key first    key | start | sequence         as in the changelog
 *   time first   0 | start | key | sequence     where windows are emitted when they close
 *   key index    1 | key | start | sequence     beside time first, for those who ask by key
 * A layout says for each question which bytes have the answer between them. Rows between that do not belong are
 * for the reader to leave out.
 */
import { readTime, sequenceBytes, timeBytes, windowStoreKeyBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import { lastOfKeys } from './key-bounds.ts'

export interface WindowLayout {
  row(key: Buffer, startMs: number, sequence: number): Buffer
  /** Of a row that begins at `at`, or where the bytes do, and ends with them. */
  keyOf(row: Buffer, at?: number): Buffer
  startOf(row: Buffer, at?: number): number
  sequenceOf(row: Buffer): number
  /** Whether a row within `rangeOfKey` is the key's. */
  isOfKey(row: Buffer, key: Buffer): boolean
  rangeOfKey(key: Buffer, fromMs: number, toMs: number): ByteRange
  rangeOfKeys(keys: RawKeys, fromMs: number, toMs: number): ByteRange
}

/** The layouts in which caches hold rows, too: there something lies before each. */
export interface CachedLayout extends WindowLayout {
  /** A row of sequence 0, behind so many bytes which are the caller's to write. */
  rowBehind(bytes: number, key: Buffer, startMs: number): Buffer
}

const suffixBytes = timeBytes + sequenceBytes
const lastSequence = 0x7fffffff
const timeFirstPrefix = 0
const keyIndexPrefix = 1

export const keyFirst: CachedLayout = {
  row: windowStoreKeyBytes,
  rowBehind(bytes, key, startMs) {
    const row = Buffer.allocUnsafe(bytes + key.length + suffixBytes)
    row.set(key, bytes)
    writeTime(row, startMs, bytes + key.length)
    row.writeInt32BE(0, bytes + key.length + timeBytes)
    return row
  },
  keyOf: (row, at = 0) => row.subarray(at, row.length - suffixBytes),
  startOf: (row) => readTime(row, row.length - suffixBytes),
  sequenceOf,
  // What lies between two rows of a key begins with the key.
  isOfKey: (row, key) => row.length === key.length + suffixBytes,
  rangeOfKey: (key, fromMs, toMs) => ({
    from: windowStoreKeyBytes(key, fromMs, 0),
    to: windowStoreKeyBytes(key, toMs, lastSequence),
  }),
  rangeOfKeys: ({ from, to }, _fromMs, toMs) => ({
    from,
    to: to === null ? null : lastOfKeys(to, toMs, suffixBytes),
  }),
}

export const timeFirst: CachedLayout = {
  row: (key, startMs, sequence) => timeFirstRow(key, startMs, { sequence, at: 0 }),
  rowBehind: (bytes, key, startMs) => timeFirstRow(key, startMs, { sequence: 0, at: bytes }),
  keyOf: (row, at = 0) => row.subarray(at + 1 + timeBytes, row.length - sequenceBytes),
  startOf: (row, at = 0) => readTime(row, at + 1),
  sequenceOf,
  isOfKey: (row, key) => timeFirst.keyOf(row).equals(key),
  rangeOfKey: (key, fromMs, toMs) => ({
    from: timeFirst.row(key, fromMs, 0),
    to: timeFirst.row(key, toMs, lastSequence),
  }),
  rangeOfKeys: (_keys, fromMs, toMs) => ({
    from: prefixedTime(fromMs),
    before: Number.isFinite(toMs) ? prefixedTime(toMs + 1) : Buffer.of(timeFirstPrefix + 1),
  }),
}

export const keyIndex: WindowLayout = {
  row: keyIndexRow,
  keyOf: (row, at = 0) => row.subarray(at + 1, row.length - suffixBytes),
  startOf: (row) => readTime(row, row.length - suffixBytes),
  sequenceOf,
  isOfKey: (row, key) => row.length === 1 + key.length + suffixBytes,
  rangeOfKey: (key, fromMs, toMs) => ({
    from: keyIndexRow(key, fromMs, 0),
    to: keyIndexRow(key, toMs, lastSequence),
  }),
  rangeOfKeys: ({ from, to }, _fromMs, toMs) => ({
    from: indexed(from ?? noBytes),
    to: to === null ? null : indexed(lastOfKeys(to, toMs, suffixBytes)),
  }),
}

const noBytes = Buffer.alloc(0)

function sequenceOf(row: Buffer): number {
  return row.readInt32BE(row.length - sequenceBytes)
}

function timeFirstRow(key: Buffer, startMs: number, { sequence, at }: { sequence: number; at: number }): Buffer {
  const row = Buffer.allocUnsafe(at + 1 + key.length + suffixBytes)
  row[at] = timeFirstPrefix
  writeTime(row, startMs, at + 1)
  row.set(key, at + 1 + timeBytes)
  row.writeInt32BE(sequence, row.length - sequenceBytes)
  return row
}

function keyIndexRow(key: Buffer, startMs: number, sequence: number): Buffer {
  return indexed(windowStoreKeyBytes(key, startMs, sequence))
}

function indexed(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(keyIndexPrefix), bytes])
}

function prefixedTime(ms: number): Buffer {
  const bytes = Buffer.allocUnsafe(1 + timeBytes)
  bytes[0] = timeFirstPrefix
  writeTime(bytes, ms, 1)
  return bytes
}
