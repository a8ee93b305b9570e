/**
 * Sessions made of rows as they lie in segments, without those that nobody asked for.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import type { ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { DrainedCursor } from '../contract/drained-cursor.ts'
import type { RawSession, SessionPlace } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import { SiftedCursor } from '../contract/sifted-cursor.ts'
import type { Order } from '../contract/store-iterator.ts'
import { isWithin } from './window-cursors.ts'

/** What of a session's row a cursor has to read. */
interface SessionReader {
  keyOf(row: Buffer): Buffer
  sessionOf(row: Buffer): TimeWindow
}

/** Which sessions are wanted: they end and start within these times, all ends included. */
export interface SessionsWanted {
  readonly keys: RawKeys
  readonly earliestEndMs: number
  readonly latestEndMs: number
  readonly latestStartMs: number
}

export function sessionsWanted(
  rows: Cursor<ByteRow>,
  reader: SessionReader,
  { keys, earliestEndMs, latestEndMs, latestStartMs }: SessionsWanted,
): Cursor<RawSession> {
  return new SiftedCursor(rows, (row) => {
    const { startMs, endMs } = reader.sessionOf(row.key)
    if (endMs < earliestEndMs || endMs > latestEndMs || startMs > latestStartMs) return null
    const key = reader.keyOf(row.key)
    return isWithin(key, keys) ? { key, startMs, endMs, value: row.value } : null
  })
}

/** The same sessions by end, then key, then start with the latest first. */
export function byEnd<Row extends SessionPlace>(sessions: Cursor<Row>, order: Order): Cursor<Row> {
  const sign = order === 'forward' ? 1 : -1
  return new DrainedCursor(sessions, (left, right) => sign * compareByEnd(left, right))
}

export function compareByEnd(left: SessionPlace, right: SessionPlace): number {
  return left.endMs - right.endMs || left.key.compare(right.key) || right.startMs - left.startMs
}
