/**
 * Sessions made of rows as they lie in segments, without those that nobody asked for.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import type { ByteRow } from '../contract/byte-map.ts'
import { type Cursor, drain, ListCursor } from '../contract/cursor.ts'
import type { RawSession } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
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

export class SessionCursor implements Cursor<RawSession> {
  readonly #rows: Cursor<ByteRow>
  readonly #reader: SessionReader
  readonly #wanted: SessionsWanted

  constructor(rows: Cursor<ByteRow>, reader: SessionReader, wanted: SessionsWanted) {
    this.#rows = rows
    this.#reader = reader
    this.#wanted = wanted
  }

  next(): RawSession | null {
    const { keys, earliestEndMs, latestEndMs, latestStartMs } = this.#wanted
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      const { startMs, endMs } = this.#reader.sessionOf(row.key)
      if (endMs < earliestEndMs || endMs > latestEndMs || startMs > latestStartMs) continue
      const key = this.#reader.keyOf(row.key)
      if (isWithin(key, keys)) return { key, startMs, endMs, value: row.value }
    }
    return null
  }

  close(): void {
    this.#rows.close()
  }
}

/** The same sessions by end, then key, then start with the latest first. */
export function byEnd<Row extends SessionOfKey>(sessions: Cursor<Row>, order: Order): Cursor<Row> {
  const sign = order === 'forward' ? 1 : -1
  const rows = drain(sessions)
  rows.sort((left, right) => sign * compareByEnd(left, right))
  return new ListCursor(rows)
}

type SessionOfKey = Omit<RawSession, 'value'>

export function compareByEnd(left: SessionOfKey, right: SessionOfKey): number {
  return left.endMs - right.endMs || left.key.compare(right.key) || right.startMs - left.startMs
}
