/**
 * Sessions that are held back, as `cached-windows.ts` has it for windows: puts and removals stay in the cache until
 * it is flushed or full, and reads see both sides.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { TimeWindow } from '../../record/windowed.ts'
import type { ByteRange } from '../contract/byte-map.ts'
import { ChainedCursor } from '../contract/chained-cursor.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions, SessionPlace } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import { SiftedCursor } from '../contract/sifted-cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import { byEnd, compareByEnd } from '../windows/session-cursors.ts'
import { keyFirst } from '../windows/session-layout.ts'
import { isWithin } from '../windows/window-cursors.ts'
import { CacheKeys } from './cache-keys.ts'
import type { CachedRow } from './cached-row.ts'
import { HeldWrites } from './held-writes.ts'
import { type Cached, mergedRows } from './merged-cursor.ts'

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
const noBytes = Buffer.alloc(0)

export class CachedSessions implements RawSessions {
  readonly held: HeldWrites<SessionPlace>
  readonly #beneath: RawSessions
  readonly #isInMemory: boolean
  readonly #keys: CacheKeys
  readonly #compareRows = (left: CachedSession, right: RawSession): number => {
    const bySegment = this.#keys.segmentOf(left.endMs) - this.#keys.segmentOf(right.endMs)
    return bySegment || keyFirst.row(left.key, left).compare(keyFirst.row(right.key, right))
  }

  constructor(beneath: RawSessions, { budget, context, isInMemory, segmentIntervalMs }: CachedSessionsOptions) {
    this.#beneath = beneath
    this.held = new HeldWrites({
      budget,
      context,
      placeOf: (key) => this.#placeOf(key),
      get: ({ key, startMs, endMs }) => beneath.get(key, { startMs, endMs }),
      put: ({ key, startMs, endMs }, value) => beneath.put(key, value, { startMs, endMs }),
    })
    this.#isInMemory = isInMemory
    this.#keys = new CacheKeys(segmentIntervalMs)
  }

  put(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    this.#keys.note(session.endMs)
    this.held.put(this.#cacheKey(key, session), value)
  }

  remove(key: Buffer, session: TimeWindow): void {
    this.put(key, null, session)
  }

  get(key: Buffer, session: TimeWindow): Buffer | null {
    const cached = this.held.get(this.#cacheKey(key, session))
    return cached === undefined ? this.#beneath.get(key, session) : cached
  }

  find(key: Buffer, range: SessionRange): Cursor<RawSession> {
    return this.#merged(this.#cached({ from: key, to: key }, range), () => this.#beneath.find(key, range), range)
  }

  findOfKeys(keys: RawKeys, range: SessionRange): Cursor<RawSession> {
    return this.#merged(this.#cached(keys, range), () => this.#beneath.findOfKeys(keys, range), range)
  }

  findEnded({ fromMs, toMs }: { fromMs: number; toMs: number }): Cursor<RawSession> {
    const range = { earliestEndMs: fromMs, latestStartMs: endOfTime }
    const cached = this.#cached(allKeys, range)
    const merged = this.#merged(cached, () => this.#beneath.findOfKeys(allKeys, range), range)
    const ended = new SiftedCursor(merged, (session) => (session.endMs <= toMs ? session : null))
    return byEnd(ended, 'forward')
  }

  #merged(
    cached: Cursor<CachedSession>,
    openBeneath: () => Cursor<RawSession>,
    { order }: SessionRange,
  ): Cursor<RawSession> {
    // In memory sessions lie by end and then by key, the latest start first, which no order of bytes is.
    const sorted = this.#isInMemory ? byEnd(cached, order ?? 'forward') : cached
    const compare = this.#isInMemory ? compareByEnd : this.#compareRows
    return mergedRows(sorted, openBeneath, { compare, order })
  }

  #cacheKey(key: Buffer, session: TimeWindow): Buffer {
    return this.#keys.of(keyFirst.row(key, session), session.endMs)
  }

  #cached(keys: RawKeys, { earliestEndMs, latestStartMs, order = 'forward' }: SessionRange): Cursor<CachedSession> {
    const earliestMs = Math.max(0, earliestEndMs)
    const { from, to } = keys
    const isOneKey = from !== null && from === to
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
    return new SiftedCursor(new ChainedCursor(ranges, (range) => this.held.range(range)), read)
  }

  /** Where the key's sessions lie, in each segment: those that end too early are not looked at, nor kept for it. */
  #boundsOfKey(key: Buffer, earliestMs: number): ByteRange[] {
    return this.#keys.between(earliestMs, endOfTime).map((segment) => {
      const firstMs = Math.max(earliestMs, this.#keys.firstTimeOf(segment))
      const endMs = this.#keys.lastTimeOf(segment)
      return {
        from: this.#keys.within(keyFirst.row(key, { startMs: 0, endMs: firstMs }), segment),
        to: this.#keys.within(keyFirst.row(key, { startMs: endMs, endMs }), segment),
      }
    })
  }

  #sessionOf({ key, value }: CachedRow): CachedSession {
    const { key: inner, startMs, endMs } = this.#placeOf(key)
    return { key: inner, startMs, endMs, value }
  }

  #placeOf(cacheKey: Buffer): SessionPlace {
    const row = this.#keys.rowOf(cacheKey)
    const { startMs, endMs } = keyFirst.sessionOf(row)
    return { key: keyFirst.keyOf(row), startMs, endMs }
  }
}
