/**
 * Windows that are held back: puts stay in the cache until it is flushed or full, so that of several changes to a
 * window only the last goes to the store beneath, to its changelog and to the one who listens. Reads see both
 * sides. A row that was written out stays in the cache as long as there is room, also when the store beneath has
 * let it expire.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawKeys, RawWindow, RawWindows } from '../contract/raw-windows.ts'
import type { CacheBudget } from '../contract/state-store.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import { byTime, compareByTime, isWithin } from '../windows/window-cursors.ts'
import { keyFirst, timeFirst, type WindowLayout } from '../windows/window-layout.ts'
import { CacheCursor } from './cache-cursor.ts'
import type { CachedRow, DirtyRow } from './cache-entry.ts'
import { CacheKeys } from './cache-keys.ts'
import { type Cached, MergedCursor } from './merged-cursor.ts'
import { WriteCache } from './write-cache.ts'

/** How a window changed when the cache let go of it. */
export interface FlushedWindow {
  readonly key: Buffer
  readonly startMs: number
  readonly newValue: Buffer | null
  /** Null also when nobody asked for old values. */
  readonly oldValue: Buffer | null
  readonly context: RecordContext
}

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

export class CachedWindows implements RawWindows {
  readonly #beneath: RawWindows
  readonly #cache: WriteCache
  readonly #context: { recordContext: RecordContext }
  readonly #layout: WindowLayout
  readonly #keys: CacheKeys
  /** Whether the cache's order is one of time first, so that a span of time is one range. */
  readonly #isByTime: boolean
  readonly #isInMemory: boolean
  #listener: ((window: FlushedWindow) => void) | null = null
  #tellsOldValues = false
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
    this.#cache = new WriteCache(options.budget, (row) => this.#writeOut(row))
    this.#context = options.context
    this.#layout = options.isTimeOrdered && !options.isInMemory ? timeFirst : keyFirst
    this.#keys = new CacheKeys(options.isInMemory ? 1 : options.segmentIntervalMs)
    this.#isInMemory = options.isInMemory
    this.#isByTime = options.isTimeOrdered || options.isInMemory
  }

  onFlush(listener: (window: FlushedWindow) => void, { oldValues }: { oldValues: boolean }): void {
    this.#listener = listener
    this.#tellsOldValues = oldValues
  }

  put(key: Buffer, value: Buffer | null, startMs: number): void {
    if (!this.#isByTime) this.#keys.note(startMs)
    this.#cache.put(this.#cacheKey(key, startMs), value, this.#context.recordContext)
  }

  get(key: Buffer, startMs: number): Buffer | null {
    const cached = this.#cache.get(this.#cacheKey(key, startMs))
    return cached === undefined ? this.#beneath.get(key, startMs) : cached.value
  }

  fetch(key: Buffer, range: TimeRange): Cursor<RawWindow> {
    const cached = this.#cached({ from: key, to: key }, range)
    const compare = (left: CachedWindow, right: RawWindow) => left.startMs - right.startMs
    return new MergedCursor(cached, this.#beneath.fetch(key, range), { compare, order: range.order })
  }

  fetchKeys(keys: RawKeys, range: TimeRange): Cursor<RawWindow> {
    return this.#merged(this.#cached(keys, range), this.#beneath.fetchKeys(keys, range), range.order)
  }

  fetchAll(range: TimeRange): Cursor<RawWindow> {
    return this.#merged(this.#cached(allKeys, range), this.#beneath.fetchAll(range), range.order)
  }

  all(order: Order): Cursor<RawWindow> {
    const cached = this.#cached(allKeys, { fromMs: 0, toMs: endOfTime, order })
    return this.#merged(cached, this.#beneath.all(order), order)
  }

  flush(): void {
    this.#cache.flush()
  }

  clear(): void {
    this.#cache.clear()
  }

  #merged(cached: Cursor<CachedWindow>, beneath: Cursor<RawWindow>, order: Order = 'forward'): Cursor<RawWindow> {
    // In memory windows lie by time and then by key, which is not quite the order of the cache's bytes.
    const sorted = this.#isInMemory ? byTime(cached, order) : cached
    const compare = this.#isInMemory ? compareByTime : this.#compareRows
    return new MergedCursor(sorted, beneath, { compare, order })
  }

  #cacheKey(key: Buffer, startMs: number): Buffer {
    if (key === this.#lastKey && startMs === this.#lastStartMs) return this.#lastCacheKey
    this.#lastKey = key
    this.#lastStartMs = startMs
    this.#lastCacheKey = this.#keys.of(this.#layout.row(key, startMs, 0), startMs)
    return this.#lastCacheKey
  }

  #cached(keys: RawKeys, { fromMs, toMs, order = 'forward' }: TimeRange): Cursor<CachedWindow> {
    const from = Math.max(0, fromMs)
    if (toMs < from) return new CacheCursor<CachedWindow>(this.#cache, [], () => null)
    const bounds = this.#isByTime ? [this.#boundsOfTime(from, toMs)] : this.#boundsOfSegments(keys, from, toMs)
    const ranges = bounds.map((bound) => ({ ...bound, order }))
    if (order === 'reverse') ranges.reverse()
    const read = (row: CachedRow) => {
      const window = this.#windowOf(row)
      const isWanted = window.startMs >= from && window.startMs <= toMs && isWithin(window.key, keys)
      return isWanted ? window : null
    }
    return new CacheCursor(this.#cache, ranges, read)
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
        ? keyFirst.rangeOfKey(from, this.#keys.firstTimeOf(segment), latestMs)
        : keyFirst.rangeOfKeys(keys, fromMs, latestMs)
      return {
        from: this.#keys.within(rows.from ?? noBytes, segment),
        to: rows.to == null ? null : this.#keys.within(rows.to, segment),
        before: this.#keys.within(noBytes, segment + 1),
      }
    })
  }

  #windowOf({ key, value }: CachedRow): CachedWindow {
    const row = this.#keys.rowOf(key)
    return { key: this.#layout.keyOf(row), startMs: this.#layout.startOf(row), value }
  }

  #writeOut({ key: cacheKey, value, context }: DirtyRow): void {
    const { key, startMs } = this.#windowOf({ key: cacheKey, value })
    const listener = this.#listener
    const wantsOld = listener !== null && (value === null || this.#tellsOldValues)
    const oldValue = wantsOld ? this.#beneath.get(key, startMs) : null
    // Made and deleted within one flush: nobody has to know.
    if (listener !== null && value === null && oldValue === null) return
    const current = this.#context.recordContext
    this.#context.recordContext = context
    try {
      this.#beneath.put(key, value, startMs)
      listener?.({ key, startMs, newValue: value, oldValue: this.#tellsOldValues ? oldValue : null, context })
    } finally {
      this.#context.recordContext = current
    }
  }
}
