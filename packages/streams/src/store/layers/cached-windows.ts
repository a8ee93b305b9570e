/**
 * Windows that are held back: puts stay in the cache until it is flushed or full, so that of several changes to a
 * window only the last goes to the store beneath, to its changelog and to the one who listens. Reads see both
 * sides. A row that was written out stays in the cache as long as there is room, also when the store beneath has
 * let it expire.
 */

import type { RecordContext } from '../../record/record-context.ts'
import { timeBytes } from '../../serde/window-bytes.ts'
import { ChainedCursor } from '../contract/chained-cursor.ts'
import { type Cursor, ListCursor } from '../contract/cursor.ts'
import type { RawKeys, RawWindow, RawWindows, WindowPlace } from '../contract/raw-windows.ts'
import { SiftedCursor } from '../contract/sifted-cursor.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import { byTime, compareByTime, isWithin } from '../windows/window-cursors.ts'
import { type CachedLayout, keyFirst, timeFirst } from '../windows/window-layout.ts'
import { CacheKeys } from './cache-keys.ts'
import type { CachedRow } from './cached-row.ts'
import { HeldWrites } from './held-writes.ts'
import { type Cached, mergedRows } from './merged-cursor.ts'

export interface CachedWindowsOptions {
  readonly budget: CacheBudget
  /** Holds the record that is being processed. */
  readonly context: { recordContext: RecordContext }
  /** Whether rows beneath lie by time, in segments or altogether. */
  readonly isTimeOrdered: boolean
  readonly isInMemory: boolean
  readonly segmentIntervalMs: number
}

type CachedWindow = Cached<RawWindow>

const allKeys: RawKeys = { from: null, to: null }
const endOfTime = Number.POSITIVE_INFINITY
const noBytes = Buffer.alloc(0)
const nothing = new ListCursor<never>([])

export class CachedWindows implements RawWindows {
  readonly held: HeldWrites<WindowPlace>
  readonly #beneath: RawWindows
  readonly #layout: CachedLayout
  readonly #keys: CacheKeys
  /** Whether the cache's order is one of time first, so that a span of time is one range. */
  readonly #isByTime: boolean
  readonly #isInMemory: boolean
  /** What was asked for last: nobody changes a key, and an aggregation puts what it has just got. */
  #lastKey: Buffer | null = null
  #lastStartMs = 0
  #lastCacheKey: Buffer = noBytes
  readonly #compareRows = (left: CachedWindow, right: RawWindow): number => {
    const bySegment = this.#keys.segmentOf(left.startMs) - this.#keys.segmentOf(right.startMs)
    if (bySegment !== 0) return bySegment
    return this.#layout.row(left.key, left.startMs, 0).compare(this.#layout.row(right.key, right.startMs, 0))
  }

  constructor(beneath: RawWindows, options: CachedWindowsOptions) {
    this.#beneath = beneath
    this.held = new HeldWrites({
      budget: options.budget,
      context: options.context,
      placeOf: (key) => this.#placeOf(key),
      get: ({ key, startMs }) => beneath.get(key, startMs),
      put: ({ key, startMs }, value) => beneath.put(key, value, startMs),
    })
    this.#layout = options.isTimeOrdered && !options.isInMemory ? timeFirst : keyFirst
    this.#keys = new CacheKeys(options.isInMemory ? 1 : options.segmentIntervalMs)
    this.#isInMemory = options.isInMemory
    this.#isByTime = options.isTimeOrdered || options.isInMemory
  }

  put(key: Buffer, value: Buffer | null, startMs: number): void {
    if (!this.#isByTime) this.#keys.note(startMs)
    this.held.put(this.#cacheKey(key, startMs), value)
  }

  get(key: Buffer, startMs: number): Buffer | null {
    const cached = this.held.get(this.#cacheKey(key, startMs))
    return cached === undefined ? this.#beneath.get(key, startMs) : cached
  }

  fetch(key: Buffer, range: TimeRange): Cursor<RawWindow> {
    const cached = this.#cached({ from: key, to: key }, range)
    const compare = (left: CachedWindow, right: RawWindow) => left.startMs - right.startMs
    return mergedRows(cached, () => this.#beneath.fetch(key, range), { compare, order: range.order })
  }

  fetchKeys(keys: RawKeys, range: TimeRange): Cursor<RawWindow> {
    return this.#merged(this.#cached(keys, range), () => this.#beneath.fetchKeys(keys, range), range.order)
  }

  fetchAll(range: TimeRange): Cursor<RawWindow> {
    return this.#merged(this.#cached(allKeys, range), () => this.#beneath.fetchAll(range), range.order)
  }

  all(order: Order): Cursor<RawWindow> {
    const cached = this.#cached(allKeys, { fromMs: 0, toMs: endOfTime, order })
    return this.#merged(cached, () => this.#beneath.all(order), order)
  }

  #merged(
    cached: Cursor<CachedWindow>,
    openBeneath: () => Cursor<RawWindow>,
    order: Order = 'forward',
  ): Cursor<RawWindow> {
    // In memory windows lie by time and then by key, which is not quite the order of the cache's bytes.
    const sorted = this.#isInMemory ? byTime(cached, order) : cached
    const compare = this.#isInMemory ? compareByTime : this.#compareRows
    return mergedRows(sorted, openBeneath, { compare, order })
  }

  #cacheKey(key: Buffer, startMs: number): Buffer {
    if (key === this.#lastKey && startMs === this.#lastStartMs) return this.#lastCacheKey
    this.#lastKey = key
    this.#lastStartMs = startMs
    this.#lastCacheKey = this.#layout.rowBehind(timeBytes, key, startMs)
    this.#keys.writeSegment(this.#lastCacheKey, startMs)
    return this.#lastCacheKey
  }

  #cached(keys: RawKeys, { fromMs, toMs, order = 'forward' }: TimeRange): Cursor<CachedWindow> {
    const from = Math.max(0, fromMs)
    if (toMs < from) return nothing
    const bounds = this.#isByTime ? [this.#boundsOfTime(from, toMs)] : this.#boundsOfSegments(keys, from, toMs)
    const ranges = bounds.map((bound) => ({ ...bound, order }))
    if (order === 'reverse') ranges.reverse()
    const read = (row: CachedRow) => {
      const window = this.#windowOf(row)
      const isWanted = window.startMs >= from && window.startMs <= toMs && isWithin(window.key, keys)
      return isWanted ? window : null
    }
    return new SiftedCursor(new ChainedCursor(ranges, (range) => this.held.range(range)), read)
  }

  #boundsOfTime(fromMs: number, toMs: number): { from: Buffer; before: Buffer | null } {
    const first = this.#layout === timeFirst ? timeFirst.rangeOfKeys(allKeys, fromMs, toMs).from : null
    const from = this.#keys.within(first ?? noBytes, this.#keys.segmentOf(fromMs))
    if (!Number.isFinite(toMs)) return { from, before: null }
    const last = this.#layout === timeFirst ? timeFirst.rangeOfKeys(allKeys, fromMs, toMs).before : null
    const segment = this.#keys.segmentOf(toMs)
    return { from, before: last == null ? this.#keys.within(noBytes, segment + 1) : this.#keys.within(last, segment) }
  }

  #boundsOfSegments(
    keys: RawKeys,
    fromMs: number,
    toMs: number,
  ): { from: Buffer; to: Buffer | null; before: Buffer }[] {
    const { from, to } = keys
    return this.#keys.between(fromMs, toMs).map((segment) => {
      const latestMs = this.#keys.lastTimeOf(segment)
      const isOneKey = from !== null && from === to
      const rows = isOneKey
        ? keyFirst.rangeOfKey(from, Math.max(fromMs, this.#keys.firstTimeOf(segment)), Math.min(toMs, latestMs))
        : keyFirst.rangeOfKeys(keys, fromMs, latestMs)
      return {
        from: this.#keys.within(rows.from ?? noBytes, segment),
        to: rows.to == null ? null : this.#keys.within(rows.to, segment),
        before: this.#keys.within(noBytes, segment + 1),
      }
    })
  }

  #windowOf({ key, value }: CachedRow): CachedWindow {
    const { key: inner, startMs } = this.#placeOf(key)
    return { key: inner, startMs, value }
  }

  #placeOf(cacheKey: Buffer): WindowPlace {
    return { key: this.#layout.keyOf(cacheKey, timeBytes), startMs: this.#layout.startOf(cacheKey, timeBytes) }
  }
}
