/**
 * Windows as bytes: what lies beneath the serdes of a window store, whether it is where the rows lie, the writing
 * of a changelog, or a cache. Each of them is over the next one; all of them answer alike.
 */
import type { Cursor } from './cursor.ts'
import type { Order } from './store-iterator.ts'
import type { TimeRange } from './window-store.ts'

/** Where a window lies. */
export interface WindowPlace {
  readonly key: Buffer
  readonly startMs: number
}

export interface RawWindow extends WindowPlace {
  readonly value: Buffer
}

/** From which key to which, both included; null is open. */
export interface RawKeys {
  readonly from: Buffer | null
  readonly to: Buffer | null
}

export interface RawWindows {
  put(key: Buffer, value: Buffer | null, startMs: number): void
  get(key: Buffer, startMs: number): Buffer | null
  fetch(key: Buffer, range: TimeRange): Cursor<RawWindow>
  fetchKeys(keys: RawKeys, range: TimeRange): Cursor<RawWindow>
  fetchAll(range: TimeRange): Cursor<RawWindow>
  all(order: Order): Cursor<RawWindow>
}
