/**
 * What the aggregations of all kinds of time windows have in common: a store of windows, and changes that are told
 * at once (or when a cache lets go of them), or else only once their windows are closed.
 */
import type { Change } from '../../record/change.ts'
import { StreamRecord } from '../../record/stream-record.ts'
import { type TimeWindow, type Windowed, windowed } from '../../record/windowed.ts'
import type { ValueAndTimestamp } from '../../store/contract/key-value-store.ts'
import type { TimestampedWindowStore } from '../../store/contract/window-store.ts'
import type { OperatorContext } from '../processor-context.ts'
import { tellFromCache } from '../tell-from-cache.ts'
import { type ClosedSpan, type ClosedWindow, ClosedWindows } from './closed-windows.ts'

export interface WindowTableOptions {
  readonly storeName: string
  readonly tellsOldValues: boolean
  /** Whether windows are told only once they are closed. */
  readonly isFinal: boolean
}

export interface WindowUpdate<A> extends TimeWindow {
  readonly oldValue: A | null
  readonly newValue: A | null
  readonly timestamp: number
}

export class WindowTable<K, A> {
  readonly store: TimestampedWindowStore<K, A>
  readonly #context: OperatorContext<Windowed<K>, Change<A>>
  readonly #tellsOldValues: boolean
  /** Windows that are told only once they are closed, or by a cache, are not told when they change. */
  readonly #isDeferred: boolean
  readonly #closed: ClosedWindows<K, A> | null

  constructor(
    context: OperatorContext<Windowed<K>, Change<A>>,
    { storeName, tellsOldValues, isFinal }: WindowTableOptions,
    spanOf: (closeMs: number, lastCloseMs: number | null) => ClosedSpan | null,
  ) {
    this.store = context.getStateStore(storeName)
    this.#tellsOldValues = tellsOldValues
    this.#context = context
    this.#isDeferred = isFinal || tellFromCache({ store: this.store, context, tellsOldValues })
    this.#closed = isFinal
      ? new ClosedWindows(context, { storeName, spanOf, within: (span) => this.#within(span) })
      : null
  }

  /** Stores a window's value and tells it, with the record that made it. */
  update({ key, headers }: StreamRecord<K, unknown>, update: WindowUpdate<A>): void {
    const { startMs, endMs, newValue, oldValue, timestamp } = update
    this.store.put(key, newValue === null ? null : { value: newValue, timestamp }, startMs)
    if (this.#isDeferred) return
    const value = { newValue, oldValue: this.#tellsOldValues ? oldValue : null, isLatest: true }
    this.#context.forward(new StreamRecord({ key: windowed(key, startMs, endMs), value, timestamp, headers }))
  }

  /** Tells windows that closed up to now, where they are told only then. */
  close(closeMs: number, record: StreamRecord<K, unknown>): void {
    this.#closed?.tell(closeMs, record)
  }

  *#within({ fromMs, toMs }: ClosedSpan): Iterable<ClosedWindow<K, A>> {
    for (const { key, value: row } of this.store.fetchAll({ fromMs, toMs })) {
      const { value, timestamp }: ValueAndTimestamp<A> = row
      yield { key, value, timestamp }
    }
  }
}
