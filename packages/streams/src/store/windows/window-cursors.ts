/**
 * Windows made of rows as they lie in segments. A range of bytes holds rows that nobody asked for; they are left
 * out here.
 */
import type { ByteRow } from '../contract/byte-map.ts'
import { type Cursor, drain, ListCursor } from '../contract/cursor.ts'
import type { RawKeys, RawWindow } from '../contract/raw-windows.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import type { WindowLayout } from './window-layout.ts'

/** The windows of one key. */
export class WindowsOfKey implements Cursor<RawWindow> {
  readonly #rows: Cursor<ByteRow>
  readonly #layout: WindowLayout
  readonly #key: Buffer

  constructor(rows: Cursor<ByteRow>, layout: WindowLayout, key: Buffer) {
    this.#rows = rows
    this.#layout = layout
    this.#key = key
  }

  next(): RawWindow | null {
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      if (!this.#layout.isOfKey(row.key, this.#key)) continue
      return { key: this.#key, startMs: this.#layout.startOf(row.key), value: row.value }
    }
    return null
  }

  close(): void {
    this.#rows.close()
  }
}

/** The windows of several keys within a span of time. */
export class WindowsOfKeys implements Cursor<RawWindow> {
  readonly #rows: Cursor<ByteRow>
  readonly #layout: WindowLayout
  readonly #keys: RawKeys
  readonly #span: TimeRange

  constructor(rows: Cursor<ByteRow>, layout: WindowLayout, { keys, span }: { keys: RawKeys; span: TimeRange }) {
    this.#rows = rows
    this.#layout = layout
    this.#keys = keys
    this.#span = span
  }

  next(): RawWindow | null {
    for (let row = this.#rows.next(); row !== null; row = this.#rows.next()) {
      const startMs = this.#layout.startOf(row.key)
      if (startMs < this.#span.fromMs || startMs > this.#span.toMs) continue
      const key = this.#layout.keyOf(row.key)
      if (isWithin(key, this.#keys)) return { key, startMs, value: row.value }
    }
    return null
  }

  close(): void {
    this.#rows.close()
  }
}

export function isWithin(key: Buffer, { from, to }: RawKeys): boolean {
  return (from === null || key.compare(from) >= 0) && (to === null || key.compare(to) <= 0)
}

/** The same windows by start, then key; duplicates stay in the order that they had. */
export function byTime<Row extends WindowOfKey>(windows: Cursor<Row>, order: Order): Cursor<Row> {
  const sign = order === 'forward' ? 1 : -1
  const rows = drain(windows)
  rows.sort((left, right) => sign * compareByTime(left, right))
  return new ListCursor(rows)
}

type WindowOfKey = Omit<RawWindow, 'value'>

export function compareByTime(left: WindowOfKey, right: WindowOfKey): number {
  return left.startMs - right.startMs || left.key.compare(right.key)
}
