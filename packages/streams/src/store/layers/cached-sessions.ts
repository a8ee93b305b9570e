/**
 * Sessions that are held back, as `cached-windows.ts` has it for windows: puts and removals stay in the cache until
 * it is flushed or full, and reads see both sides.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { TimeWindow } from '../../record/windowed.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import { byEnd, compareByEnd } from '../windows/session-cursors.ts'
import { keyFirst } from '../windows/session-layout.ts'
import { isWithin } from '../windows/window-cursors.ts'
import { CacheCursor } from './cache-cursor.ts'
import type { CachedRow, DirtyRow } from './cache-entry.ts'
import { CacheKeys } from './cache-keys.ts'
import { type Cached, MergedCursor } from './merged-cursor.ts'
import { WriteCache } from './write-cache.ts'

/** How a session changed when the cache let go of it. */
export interface FlushedSession extends TimeWindow {
  readonly key: Buffer
  readonly newValue: Buffer | null
  /** Null also when nobody asked for old values. */
  readonly oldValue: Buffer | null
  readonly context: RecordContext
}

export interface CachedSessionsOptions {
  readonly budget: CacheBudget
  /** Holds the record that is being processed. */
  readonly context: { recordContext: RecordContext }
  readonly isInMemory: boolean
  readonly segmentIntervalMs: number
}

type CachedSession = Cached<RawSession>

const allKeys: RawKeys = { from: null, to: null }
const endOfTime = Number.POSITIVE_INFINITY

export class CachedSessions implements RawSessions {
  readonly #beneath: RawSessions
  readonly #cache: WriteCache
  readonly #context: { recordContext: RecordContext }
  readonly #isInMemory: boolean
  readonly #keys: CacheKeys
  #listener: ((session: FlushedSession) => void) | null = null
  #tellsOldValues = false
  readonly #compareRows = (left: CachedSession, right: RawSession): number => {
    const bySegment = this.#keys.segmentOf(left.endMs) - this.#keys.segmentOf(right.endMs)
    return bySegment || keyFirst.row(left.key, left).compare(keyFirst.row(right.key, right))
  }

  constructor(beneath: RawSessions, { budget, context, isInMemory, segmentIntervalMs }: CachedSessionsOptions) {
    this.#beneath = beneath
    this.#cache = new WriteCache(budget, (row) => this.#writeOut(row))
    this.#context = context
    this.#isInMemory = isInMemory
    this.#keys = new CacheKeys(isInMemory ? 1 : segmentIntervalMs)
  }

  onFlush(listener: (session: FlushedSession) => void, { oldValues }: { oldValues: boolean }): void {
    this.#listener = listener
    this.#tellsOldValues = oldValues
  }

  put(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    if (!this.#isInMemory) this.#keys.note(session.endMs)
    this.#cache.put(this.#cacheKey(key, session), value, this.#context.recordContext)
  }

  remove(key: Buffer, session: TimeWindow): void {
    this.put(key, null, session)
  }

  get(key: Buffer, session: TimeWindow): Buffer | null {
    const cached = this.#cache.get(this.#cacheKey(key, session))
    return cached === undefined ? this.#beneath.get(key, session) : cached.value
  }

  find(key: Buffer, range: SessionRange): Cursor<RawSession> {
    return this.#merged(this.#cached({ from: key, to: key }, range), this.#beneath.find(key, range), range)
  }

  findOfKeys(keys: RawKeys, range: SessionRange): Cursor<RawSession> {
    return this.#merged(this.#cached(keys, range), this.#beneath.findOfKeys(keys, range), range)
  }

  findEnded({ fromMs, toMs }: { fromMs: number; toMs: number }): Cursor<RawSession> {
    const range = { earliestEndMs: fromMs, latestStartMs: endOfTime }
    const cached = this.#cached(allKeys, range)
    return byEnd(new EndedUntil(this.#merged(cached, this.#beneath.findOfKeys(allKeys, range), range), toMs), 'forward')
  }

  flush(): void {
    this.#cache.flush()
  }

  clear(): void {
    this.#cache.clear()
  }

  #merged(cached: Cursor<CachedSession>, beneath: Cursor<RawSession>, { order }: SessionRange): Cursor<RawSession> {
    // In memory sessions lie by end and then by key, the latest start first, which no order of bytes is.
    const sorted = this.#isInMemory ? byEnd(cached, order ?? 'forward') : cached
    const compare = this.#isInMemory ? compareByEnd : this.#compareRows
    return new MergedCursor(sorted, beneath, { compare, order })
  }

  #cacheKey(key: Buffer, session: TimeWindow): Buffer {
    return this.#keys.of(keyFirst.row(key, session), session.endMs)
  }

  #cached(keys: RawKeys, { earliestEndMs, latestStartMs, order = 'forward' }: SessionRange): Cursor<CachedSession> {
    const earliestMs = Math.max(0, earliestEndMs)
    const { from, to } = keys
    const isOneKey = from !== null && from === to && !this.#isInMemory
    const bounds = isOneKey
      ? this.#boundsOfKey(from, earliestMs)
      : [{ from: this.#keys.within(noBytes, this.#keys.segmentOf(earliestMs)) }]
    const ranges = bounds.map((bound) => ({ ...bound, order }))
    if (order === 'reverse') ranges.reverse()
    const read = (row: CachedRow) => {
      const session = this.#sessionOf(row)
      const isInTime = session.endMs >= earliestMs && session.startMs <= latestStartMs
      return isInTime && isWithin(session.key, keys) ? session : null
    }
    return new CacheCursor(this.#cache, ranges, read)
  }

  /** Where the key's sessions lie, in each segment. */
  #boundsOfKey(key: Buffer, earliestMs: number): ByteRange[] {
    return this.#keys.between(earliestMs, endOfTime).map((segment) => {
      const endMs = this.#keys.lastTimeOf(segment)
      return {
        from: this.#keys.within(keyFirst.row(key, { startMs: 0, endMs: this.#keys.firstTimeOf(segment) }), segment),
        to: this.#keys.within(keyFirst.row(key, { startMs: endMs, endMs }), segment),
      }
    })
  }

  #sessionOf({ key, value }: CachedRow): CachedSession {
    const row = this.#keys.rowOf(key)
    return { key: keyFirst.keyOf(row), ...keyFirst.sessionOf(row), value }
  }

  #writeOut({ key: cacheKey, value, context }: DirtyRow): void {
    const { key, startMs, endMs } = this.#sessionOf({ key: cacheKey, value })
    const session = { startMs, endMs }
    const listener = this.#listener
    const wantsOld = listener !== null && (value === null || this.#tellsOldValues)
    const oldValue = wantsOld ? this.#beneath.get(key, session) : null
    // Made and removed within one flush: nobody has to know.
    if (listener !== null && value === null && oldValue === null) return
    const current = this.#context.recordContext
    this.#context.recordContext = context
    try {
      this.#beneath.put(key, value, session)
      listener?.({ key, startMs, endMs, newValue: value, oldValue: this.#tellsOldValues ? oldValue : null, context })
    } finally {
      this.#context.recordContext = current
    }
  }
}

/** Leaves out sessions that ended later. */
class EndedUntil implements Cursor<RawSession> {
  readonly #sessions: Cursor<RawSession>
  readonly #latestEndMs: number

  constructor(sessions: Cursor<RawSession>, latestEndMs: number) {
    this.#sessions = sessions
    this.#latestEndMs = latestEndMs
  }

  next(): RawSession | null {
    let session = this.#sessions.next()
    while (session !== null && session.endMs > this.#latestEndMs) session = this.#sessions.next()
    return session
  }

  close(): void {
    this.#sessions.close()
  }
}

const noBytes = Buffer.alloc(0)
