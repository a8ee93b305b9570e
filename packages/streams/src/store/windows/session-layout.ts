/**
 * How the rows of sessions lie among bytes, in the three ways that there are:
 *   key first    key | end | start          as in the changelog
 *   time first   0 | end | start | key      where sessions are emitted when they close
 *   key index    1 | key | end | start      beside time first, for those who ask by key
 * Rows between the bounds of a range that do not belong are for the reader to leave out.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import { readTime, sessionKeyBytes, timeBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import { lastOfKeys } from './key-bounds.ts'

export interface SessionLayout {
  row(key: Buffer, session: TimeWindow): Buffer
  keyOf(row: Buffer): Buffer
  sessionOf(row: Buffer): TimeWindow
  rangeOfKey(key: Buffer, range: SessionRange): ByteRange
  /** `latestEndMs` is the end of the last session that there is. */
  rangeOfKeys(keys: RawKeys, latestEndMs: number): ByteRange
}

const suffixBytes = 2 * timeBytes
const timeFirstPrefix = 0
const keyIndexPrefix = 1

export const keyFirst: SessionLayout = {
  row: sessionKeyBytes,
  keyOf: (row) => row.subarray(0, row.length - suffixBytes),
  sessionOf: sessionBehindKey,
  rangeOfKey: (key, { earliestEndMs, latestStartMs }) => ({
    from: sessionKeyBytes(key, { startMs: 0, endMs: earliestEndMs }),
    to: sessionKeyBytes(key, { startMs: latestStartMs, endMs: Number.POSITIVE_INFINITY }),
  }),
  rangeOfKeys: ({ from, to }, latestEndMs) => ({
    from,
    to: to === null ? null : lastOfKeys(to, latestEndMs, suffixBytes),
  }),
}

export const keyIndex: SessionLayout = {
  row: (key, session) => indexed(sessionKeyBytes(key, session)),
  keyOf: (row) => row.subarray(1, row.length - suffixBytes),
  sessionOf: sessionBehindKey,
  rangeOfKey: (key, range) => prefixed(keyFirst.rangeOfKey(key, range)),
  rangeOfKeys: (keys, latestEndMs) => prefixed(keyFirst.rangeOfKeys(keys, latestEndMs)),
}

/** A row of sessions that are emitted when they close. */
export function timeFirstRow(key: Buffer, { startMs, endMs }: TimeWindow): Buffer {
  const row = Buffer.allocUnsafe(1 + suffixBytes + key.length)
  row[0] = timeFirstPrefix
  writeTime(row, endMs, 1)
  writeTime(row, startMs, 1 + timeBytes)
  row.set(key, 1 + suffixBytes)
  return row
}

export function timeFirstKey(row: Buffer): Buffer {
  return row.subarray(1 + suffixBytes)
}

export function timeFirstSession(row: Buffer): TimeWindow {
  return { startMs: readTime(row, 1 + timeBytes), endMs: readTime(row, 1) }
}

/** Where the sessions lie that ended within a span of time, both ends included. */
export function timeFirstRange({ fromMs, toMs }: { fromMs: number; toMs: number }): ByteRange {
  const from = timeFirstRow(noBytes, { startMs: 0, endMs: fromMs })
  const isEndless = !Number.isFinite(toMs)
  const before = isEndless ? Buffer.of(keyIndexPrefix) : timeFirstRow(noBytes, { startMs: 0, endMs: toMs + 1 })
  return { from, before }
}

const noBytes = Buffer.alloc(0)

function sessionBehindKey(row: Buffer): TimeWindow {
  return { startMs: readTime(row, row.length - timeBytes), endMs: readTime(row, row.length - suffixBytes) }
}

function prefixed({ from, to }: ByteRange): ByteRange {
  return { from: indexed(from ?? noBytes), to: to == null ? null : indexed(to) }
}

function indexed(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(keyIndexPrefix), bytes])
}
