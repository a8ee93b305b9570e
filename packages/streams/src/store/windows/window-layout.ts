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
  keyOf(row: Buffer): Buffer
  startOf(row: Buffer): number
  sequenceOf(row: Buffer): number
  /** Whether a row within `rangeOfKey` is the key's. */
  isOfKey(row: Buffer, key: Buffer): boolean
  rangeOfKey(key: Buffer, fromMs: number, toMs: number): ByteRange
  rangeOfKeys(keys: RawKeys, fromMs: number, toMs: number): ByteRange
}

const suffixBytes = timeBytes + sequenceBytes
const lastSequence = 0x7fffffff
const timeFirstPrefix = 0
const keyIndexPrefix = 1

export const keyFirst: WindowLayout = {
  row: windowStoreKeyBytes,
  keyOf: (row) => row.subarray(0, row.length - suffixBytes),
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

export const timeFirst: WindowLayout = {
  row: timeFirstRow,
  keyOf: (row) => row.subarray(1 + timeBytes, row.length - sequenceBytes),
  startOf: (row) => readTime(row, 1),
  sequenceOf,
  isOfKey: (row, key) => timeFirst.keyOf(row).equals(key),
  rangeOfKey: (key, fromMs, toMs) => ({
    from: timeFirstRow(key, fromMs, 0),
    to: timeFirstRow(key, toMs, lastSequence),
  }),
  rangeOfKeys: (_keys, fromMs, toMs) => ({
    from: prefixedTime(fromMs),
    before: Number.isFinite(toMs) ? prefixedTime(toMs + 1) : Buffer.of(timeFirstPrefix + 1),
  }),
}

export const keyIndex: WindowLayout = {
  row: keyIndexRow,
  keyOf: (row) => row.subarray(1, row.length - suffixBytes),
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

function timeFirstRow(key: Buffer, startMs: number, sequence: number): Buffer {
  const row = Buffer.allocUnsafe(1 + key.length + suffixBytes)
  row[0] = timeFirstPrefix
  writeTime(row, startMs, 1)
  row.set(key, 1 + timeBytes)
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
