/**
 * What one record does to the sliding windows of its key. There is a window for each set of records that lie within
 * the difference of each other: for each record the window that ends with it (its left window), and the one that
 * begins just after it, if there are records in it (its right window). The time of a window's value is that of its
 * latest record, and from it follows which windows there are.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ValueAndTimestamp } from '../../store/contract/key-value-store.ts'
import type { WindowRow } from '../../store/contract/window-store.ts'
import type { Fold } from '../aggregations/folds.ts'
import type { WindowTable } from './window-table.ts'

export interface SlidingUpdateOptions<K, V, A> {
  readonly table: WindowTable<K, A>
  readonly context: { dropped(reason: string): void }
  readonly fold: Fold<K, V, A>
  readonly differenceMs: number
  /** Windows that ended before take no records any more. */
  readonly closeMs: number
  readonly record: StreamRecord<K, V>
}

type Row<A> = WindowRow<ValueAndTimestamp<A>>

export class SlidingUpdate<K, V, A> {
  readonly #options: SlidingUpdateOptions<K, V, A>
  readonly #timeMs: number
  readonly #differenceMs: number
  readonly #starts = new Set<number>()
  /** What the window before this record's left one holds. */
  #leftValue: ValueAndTimestamp<A> | null = null
  /** What this record's right window would hold: the value of the youngest window that holds later records. */
  #rightValue: ValueAndTimestamp<A> | null = null
  #hasLeft = false
  #hasRight = false
  /** The time of the latest record before this one; null if there is none near. */
  #previousMs: number | null = null

  constructor(options: SlidingUpdateOptions<K, V, A>) {
    this.#options = options
    this.#timeMs = options.record.timestamp
    this.#differenceMs = options.differenceMs
  }

  /** Adds the record to the windows that it falls into, the youngest first, and makes those that it calls for. */
  process(): void {
    const timeMs = this.#timeMs
    const isFirst = this.#visit(Math.max(0, timeMs - 2 * this.#differenceMs), timeMs + 1)
    if (!isFirst) return
    const previousRight = this.#previousMs === null ? null : this.#previousMs + 1
    if (previousRight !== null && !this.#starts.has(previousRight) && previousRight + this.#differenceMs >= timeMs) {
      this.#begin(previousRight, null)
    }
    if (!this.#hasLeft) {
      const isShared = this.#previousMs !== null && timeMs - this.#differenceMs <= this.#previousMs
      this.#begin(timeMs - this.#differenceMs, isShared ? this.#leftValue : null)
    }
    this.#makeRight()
  }

  /** The same before the first difference has passed since 1970: there all left windows are one, which begins at 0. */
  processEarly(): void {
    const { table, record } = this.#options
    const timeMs = this.#timeMs
    let shared: ValueAndTimestamp<A> | null = null
    for (const row of table.store.fetch(record.key, { fromMs: 0, toMs: timeMs + 1 })) {
      this.#starts.add(row.startMs)
      if (row.startMs === 0) {
        shared = row.value
        if (row.value.timestamp < timeMs) this.#previousMs = row.value.timestamp
      } else if (row.startMs <= timeMs) {
        this.#rightValue = row.value
        this.#add(row)
      } else {
        this.#hasRight = true
      }
    }
    // No other window holds later records: then those of the shared one are all later, or none of them is.
    if (this.#rightValue === null && shared !== null && shared.timestamp > timeMs) this.#rightValue = shared
    this.#makeRight()
    if (this.#previousMs !== null && !this.#starts.has(this.#previousMs + 1)) this.#begin(this.#previousMs + 1, null)
    if (shared === null) this.#begin(0, null)
    else this.#add({ startMs: 0, value: shared })
  }

  /** False if another record of the very same time has made all windows already. */
  #visit(fromMs: number, toMs: number): boolean {
    const { table, record } = this.#options
    const timeMs = this.#timeMs
    using rows = table.store.fetch(record.key, { fromMs, toMs, order: 'reverse' })
    for (const row of rows) {
      const endMs = row.startMs + this.#differenceMs
      const latestMs = row.value.timestamp
      this.#starts.add(row.startMs)
      if (row.startMs === timeMs + 1) {
        this.#hasRight = true
      } else if (endMs > timeMs) {
        this.#rightValue ??= row.value
        this.#add(row)
      } else if (endMs === timeMs) {
        this.#hasLeft = true
        this.#add(row)
        if (latestMs >= timeMs) return false
        this.#previousMs = latestMs
      } else {
        this.#leftValue = row.value
        this.#previousMs = latestMs
        break
      }
    }
    return true
  }

  /** This record's right window, with what later records have made; this one does not belong to it. */
  #makeRight(): void {
    const value = this.#rightValue
    if (this.#hasRight || value === null || value.timestamp <= this.#timeMs) return
    const startMs = this.#timeMs + 1
    const { table, record } = this.#options
    const change = { oldValue: null, newValue: value.value, timestamp: value.timestamp }
    table.update(record, { startMs, endMs: startMs + this.#differenceMs, ...change })
  }

  /** A window that begins with the value of others before it, or with nothing, and this record. */
  #begin(startMs: number, before: ValueAndTimestamp<A> | null): void {
    const value = before === null ? this.#options.fold.initialize() : before.value
    this.#add({ startMs, value: { value, timestamp: this.#timeMs } })
  }

  #add({ startMs, value: { value: oldValue, timestamp: latestMs } }: Row<A>): void {
    const { table, context, fold, closeMs, record } = this.#options
    const endMs = startMs + this.#differenceMs
    if (endMs < closeMs) {
      context.dropped('late')
      return
    }
    const newValue = fold.add(oldValue, record.value, record.key)
    const timestamp = oldValue === null ? this.#timeMs : Math.max(this.#timeMs, latestMs)
    table.update(record, { startMs, endMs, oldValue, newValue, timestamp })
  }
}
