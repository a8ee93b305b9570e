/**
 * Sessions in segments, by their ends: where the rows of a session store lie, on disk and in memory alike. Sessions
 * that ended before stream time minus retention are hidden at once, and dropped with their segment. Stores in
 * memory refuse a session as soon as it has expired, and order what they hold by end before key; stores of sessions
 * that are emitted when they close lie by time as well as by key.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import type { ByteMap } from '../contract/byte-map.ts'
import { ChainedCursor } from '../contract/chained-cursor.ts'
import { type Cursor, ListCursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import { Segments, type SegmentsOptions } from './segments.ts'
import { byEnd, sessionsWanted } from './session-cursors.ts'
import {
  keyFirst,
  keyIndex,
  type SessionLayout,
  timeFirstKey,
  timeFirstRange,
  timeFirstRow,
  timeFirstSession,
} from './session-layout.ts'

export interface SessionSegmentsOptions extends SegmentsOptions {
  readonly isInMemory: boolean
  /** Sessions can be had by their ends without looking at all of them. */
  readonly isTimeOrdered: boolean
  /** Told of each row that came too late. */
  readonly onExpired: () => void
}

const noSessions = new ListCursor<never>([])
const allKeys: RawKeys = { from: null, to: null }
const timeFirst = { keyOf: timeFirstKey, sessionOf: timeFirstSession }

export class SessionSegments implements RawSessions {
  readonly #segments: Segments
  readonly #isInMemory: boolean
  readonly #isTimeOrdered: boolean
  readonly #byKey: SessionLayout
  readonly #onExpired: () => void

  constructor(options: SessionSegmentsOptions) {
    this.#segments = new Segments(options)
    this.#isInMemory = options.isInMemory
    this.#isTimeOrdered = options.isTimeOrdered
    this.#byKey = options.isTimeOrdered ? keyIndex : keyFirst
    this.#onExpired = options.onExpired
  }

  put(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    const segments = this.#segments
    segments.observe(session.endMs)
    const isExpired = this.#isInMemory && session.endMs <= segments.streamTimeMs - segments.retentionMs
    const segment = isExpired ? null : segments.live(session.endMs)
    if (segment === null) this.#onExpired()
    else this.#write(segment, key, { ...session, value })
  }

  remove(key: Buffer, session: TimeWindow): void {
    if (!this.#isInMemory) this.#segments.observe(session.endMs)
    const segment = this.#segments.at(session.endMs)
    if (segment !== null) this.#write(segment, key, { ...session, value: null })
  }

  /** Takes a row back from the changelog. */
  restore(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    this.#segments.observe(session.endMs)
    const segment = this.#segments.live(session.endMs)
    if (segment !== null) this.#write(segment, key, { ...session, value })
  }

  get(key: Buffer, session: TimeWindow): Buffer | null {
    if (session.endMs < this.#earliestMs()) return null
    const segment = this.#segments.at(session.endMs)
    return segment === null ? null : segment.get(this.#byKey.row(key, session))
  }

  find(key: Buffer, range: SessionRange): Cursor<RawSession> {
    return this.#find({ from: key, to: key }, range)
  }

  findOfKeys(keys: RawKeys, range: SessionRange): Cursor<RawSession> {
    if (keys.from !== null && keys.to !== null && keys.from.compare(keys.to) > 0) return noSessions
    return this.#find(keys, range)
  }

  /** By end, then start, then key; in memory by end, then key, then start with the latest first. */
  findEnded({ fromMs, toMs }: { fromMs: number; toMs: number }): Cursor<RawSession> {
    // What has just expired is still shown on disk, so that sessions can be emitted when their retention ends.
    const earliestEndMs = Math.max(fromMs, this.#isInMemory ? this.#earliestMs() : 0)
    const latestEndMs = Math.min(toMs, this.#segments.streamTimeMs)
    if (latestEndMs < earliestEndMs) return noSessions
    const span = { fromMs: earliestEndMs, toMs: latestEndMs }
    const range = this.#isTimeOrdered ? timeFirstRange(span) : {}
    const segments = this.#segments.between(earliestEndMs, latestEndMs, 'forward')
    const rows = new ChainedCursor(segments, (segment) => segment.range(range))
    const wanted = { keys: allKeys, earliestEndMs, latestEndMs, latestStartMs: Number.POSITIVE_INFINITY }
    const sessions = sessionsWanted(rows, this.#isTimeOrdered ? timeFirst : keyFirst, wanted)
    return this.#isTimeOrdered && !this.#isInMemory ? sessions : byEnd(sessions, 'forward')
  }

  get streamTimeMs(): number {
    return this.#segments.streamTimeMs
  }

  /** Goes on where the store was when it wrote this down. */
  continueFrom({ streamTimeMs }: { streamTimeMs: number }): void {
    this.#segments.observe(streamTimeMs)
  }

  #find(keys: RawKeys, { earliestEndMs, latestStartMs, order = 'forward' }: SessionRange): Cursor<RawSession> {
    const latestEndMs = this.#segments.streamTimeMs
    const earliestMs = Math.max(earliestEndMs, this.#earliestMs())
    if (latestEndMs < earliestMs || latestStartMs < 0) return noSessions
    const { from } = keys
    const isOneKey = from !== null && from === keys.to
    const bounds = isOneKey
      ? this.#byKey.rangeOfKey(from, { earliestEndMs: earliestMs, latestStartMs })
      : this.#byKey.rangeOfKeys(keys, latestEndMs)
    const range = { ...bounds, order }
    const segments = this.#segments.between(earliestMs, latestEndMs, order)
    const rows = new ChainedCursor(segments, (segment) => segment.range(range))
    const wanted = { keys, earliestEndMs: earliestMs, latestEndMs, latestStartMs }
    const sessions = sessionsWanted(rows, this.#byKey, wanted)
    return this.#isInMemory ? byEnd(sessions, order) : sessions
  }

  #earliestMs(): number {
    return Math.max(0, this.#segments.streamTimeMs - this.#segments.retentionMs + 1)
  }

  #write(segment: ByteMap, key: Buffer, { value, ...session }: TimeWindow & { value: Buffer | null }): void {
    const row = this.#byKey.row(key, session)
    const timed = this.#isTimeOrdered ? timeFirstRow(key, session) : null
    if (value === null) {
      segment.delete(row)
      if (timed !== null) segment.delete(timed)
      return
    }
    segment.put(row, value)
    if (timed !== null) segment.put(timed, value)
  }
}
