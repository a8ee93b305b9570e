/**
 * Windows in segments: where the rows of a window store lie, on disk and in memory alike. Rows that are older than
 * stream time minus retention are hidden at once, and dropped with their segment. What differs is told by options:
 * stores in memory refuse a row as soon as it has expired, and order what they hold by time before key; stores of
 * windows that are emitted when they close lie by time, with a key index beside where somebody asks by key.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import { ChainedCursor } from '../contract/chained-cursor.ts'
import { type Cursor, ListCursor } from '../contract/cursor.ts'
import type { RawKeys, RawWindow, RawWindows } from '../contract/raw-windows.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import { Segments, type SegmentsOptions } from './segments.ts'
import { byTime, windowsOfKey, windowsOfKeys } from './window-cursors.ts'
import { keyFirst, keyIndex, timeFirst, type WindowLayout } from './window-layout.ts'

export interface WindowSegmentsOptions extends SegmentsOptions {
  readonly isInMemory: boolean
  readonly retainDuplicates: boolean
  readonly isTimeOrdered: boolean
  readonly hasKeyIndex: boolean
  /** Told of each row that came too late. */
  readonly onExpired: () => void
}

const noWindows = new ListCursor<never>([])
const noBytes = Buffer.alloc(0)
const allKeys: RawKeys = { from: null, to: null }

export class WindowSegments implements RawWindows {
  readonly #segments: Segments
  readonly #isInMemory: boolean
  readonly #retainDuplicates: boolean
  readonly #layout: WindowLayout
  readonly #index: WindowLayout | null
  /** How much of the time that has just expired is still shown. */
  readonly #shownExpiredMs: number
  readonly #onExpired: () => void
  #sequence = 0
  /** What was asked for last: nobody changes a key, and an aggregation puts what it has just got. */
  #lastKey: Buffer | null = null
  #lastStartMs = 0
  #lastRow: Buffer = noBytes

  constructor(options: WindowSegmentsOptions) {
    this.#segments = new Segments(options)
    this.#isInMemory = options.isInMemory
    this.#retainDuplicates = options.retainDuplicates
    this.#layout = options.isTimeOrdered ? timeFirst : keyFirst
    this.#index = options.isTimeOrdered && options.hasKeyIndex ? keyIndex : null
    // A window that closes when its retention ends can still be read then, so that it can be emitted.
    this.#shownExpiredMs = options.isTimeOrdered && !options.isInMemory ? 1 : 0
    this.#onExpired = options.onExpired
  }

  put(key: Buffer, value: Buffer | null, startMs: number): void {
    const segments = this.#segments
    if (value === null && this.#retainDuplicates && !this.#isInMemory) return
    segments.observe(startMs)
    const isExpired = this.#isInMemory && startMs <= segments.streamTimeMs - segments.retentionMs
    const segment = isExpired ? null : segments.live(startMs)
    if (segment === null) {
      this.#onExpired()
      return
    }
    if (value === null && this.#retainDuplicates) return
    if (this.#retainDuplicates) this.#sequence = (this.#sequence + 1) & 0x7fffffff
    this.#write(segment, { key, value, startMs, sequence: this.#sequence })
  }

  /** Takes a row back from the changelog, under the sequence that it had. */
  restore(key: Buffer, value: Buffer | null, at: { startMs: number; sequence: number }): void {
    if (value === null && this.#retainDuplicates && !this.#isInMemory) return
    this.#segments.observe(at.startMs)
    if (this.#retainDuplicates && at.sequence > this.#sequence) this.#sequence = at.sequence
    const segment = this.#segments.live(at.startMs)
    if (segment !== null) this.#write(segment, { key, value, ...at })
  }

  /** Of duplicates the one that was put last, if it is at this start; in memory none. */
  get(key: Buffer, startMs: number): Buffer | null {
    if (startMs < this.#earliestMs() || (this.#retainDuplicates && this.#isInMemory)) return null
    const segment = this.#segments.at(startMs)
    return segment === null ? null : segment.get(this.#row(key, startMs, this.#sequence))
  }

  fetch(key: Buffer, { fromMs, toMs, order = 'forward' }: TimeRange): Cursor<RawWindow> {
    const from = Math.max(fromMs, this.#earliestMs())
    const to = Math.min(toMs, this.#segments.streamTimeMs)
    if (to < from) return noWindows
    const layout = this.#index ?? this.#layout
    const range = { ...layout.rangeOfKey(key, from, to), order }
    return windowsOfKey(this.#scan(range, { fromMs: from, toMs: to, order }), layout, key)
  }

  fetchKeys(keys: RawKeys, { fromMs, toMs, order = 'forward' }: TimeRange): Cursor<RawWindow> {
    if (keys.from !== null && keys.to !== null && keys.from.compare(keys.to) > 0) return noWindows
    const from = Math.max(fromMs, this.#earliestMs())
    const to = Math.min(toMs, this.#segments.streamTimeMs)
    if (to < from) return noWindows
    const layout = this.#isInMemory || keys === allKeys ? this.#layout : (this.#index ?? this.#layout)
    const span = { fromMs: from, toMs: to, order }
    const rows = this.#scan({ ...layout.rangeOfKeys(keys, from, to), order }, span)
    const windows = windowsOfKeys(rows, layout, { keys, span })
    return this.#isInMemory && layout === keyFirst ? byTime(windows, order) : windows
  }

  fetchAll(range: TimeRange): Cursor<RawWindow> {
    return this.fetchKeys(allKeys, range)
  }

  all(order: Order): Cursor<RawWindow> {
    return this.fetchKeys(allKeys, { fromMs: 0, toMs: Number.POSITIVE_INFINITY, order })
  }

  get streamTimeMs(): number {
    return this.#segments.streamTimeMs
  }

  /** The sequence that was given last. */
  get sequence(): number {
    return this.#sequence
  }

  /** Goes on where the store was when it wrote these down. */
  continueFrom({ streamTimeMs, sequence }: { streamTimeMs: number; sequence: number }): void {
    this.#segments.observe(streamTimeMs)
    this.#sequence = sequence
  }

  #earliestMs(): number {
    const { streamTimeMs, retentionMs } = this.#segments
    return Math.max(0, streamTimeMs - retentionMs + 1 - this.#shownExpiredMs)
  }

  #write(segment: ByteMap, row: { key: Buffer; value: Buffer | null; startMs: number; sequence: number }): void {
    const bytes = this.#row(row.key, row.startMs, row.sequence)
    const indexed = this.#index?.row(row.key, row.startMs, row.sequence)
    if (row.value === null) {
      segment.delete(bytes)
      if (indexed !== undefined) segment.delete(indexed)
      return
    }
    segment.put(bytes, row.value)
    if (indexed !== undefined) segment.put(indexed, row.value)
  }

  #row(key: Buffer, startMs: number, sequence: number): Buffer {
    if (key === this.#lastKey && startMs === this.#lastStartMs && !this.#retainDuplicates) return this.#lastRow
    this.#lastKey = key
    this.#lastStartMs = startMs
    this.#lastRow = this.#layout.row(key, startMs, sequence)
    return this.#lastRow
  }

  #scan(range: ByteRange, { fromMs, toMs, order = 'forward' }: TimeRange): Cursor<ByteRow> {
    return new ChainedCursor(this.#segments.between(fromMs, toMs, order), (segment) => segment.range(range))
  }
}
