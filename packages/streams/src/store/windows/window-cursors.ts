/**
 * Windows made of rows as they lie in segments. A range of bytes holds rows that nobody asked for; they are left
 * out here.
 */
import type { ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { DrainedCursor } from '../contract/drained-cursor.ts'
import type { RawKeys, RawWindow, WindowPlace } from '../contract/raw-windows.ts'
import { SiftedCursor } from '../contract/sifted-cursor.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import type { WindowLayout } from './window-layout.ts'

/** The windows of one key. */
export function windowsOfKey(rows: Cursor<ByteRow>, layout: WindowLayout, key: Buffer): Cursor<RawWindow> {
  return new SiftedCursor(rows, ({ key: row, value }) =>
    layout.isOfKey(row, key) ? { key, startMs: layout.startOf(row), value } : null,
  )
}

/** The windows of several keys within a span of time. */
export function windowsOfKeys(
  rows: Cursor<ByteRow>,
  layout: WindowLayout,
  { keys, span }: { keys: RawKeys; span: TimeRange },
): Cursor<RawWindow> {
  return new SiftedCursor(rows, ({ key: row, value }) => {
    const startMs = layout.startOf(row)
    if (startMs < span.fromMs || startMs > span.toMs) return null
    const key = layout.keyOf(row)
    return isWithin(key, keys) ? { key, startMs, value } : null
  })
}

export function isWithin(key: Buffer, { from, to }: RawKeys): boolean {
  return (from === null || key.compare(from) >= 0) && (to === null || key.compare(to) <= 0)
}

/** The same windows by start, then key; duplicates stay in the order that they had. */
export function byTime<Row extends WindowPlace>(windows: Cursor<Row>, order: Order): Cursor<Row> {
  const sign = order === 'forward' ? 1 : -1
  return new DrainedCursor(windows, (left, right) => sign * compareByTime(left, right))
}

export function compareByTime(left: WindowPlace, right: WindowPlace): number {
  return left.startMs - right.startMs || left.key.compare(right.key)
}
