/**
 * `count`, `reduce` and `aggregate` over tumbling, hopping and unlimited windows: a record makes the next value of
 * each window that it falls into, oldest window first. For windows that are closed by then it is dropped, each by
 * itself. Records without a key are dropped; those without a value are the aggregator's to judge.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { TimeWindows, UnlimitedWindows } from '../../windows/windows.ts'
import type { Fold } from '../aggregations/folds.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableOperator } from '../table-operator.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'
import type { ClosedSpan } from './closed-windows.ts'
import { WindowTable, type WindowTableOptions } from './window-table.ts'
import { windowValues } from './windowed-values.ts'

export interface TimeWindowAggregateOptions<K, V, A> extends Omit<WindowTableOptions, 'tellsOldValues'> {
  readonly windows: TimeWindows | UnlimitedWindows
  readonly fold: Fold<K, V, A>
}

export class TimeWindowAggregate<K, V, A> implements TableOperator<Windowed<K>, A, K, V> {
  readonly #options: TimeWindowAggregateOptions<K, V, A>
  #tellsOldValues = false

  constructor(options: TimeWindowAggregateOptions<K, V, A>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, V, Windowed<K>, Change<A>> {
    return new TimeWindowProcessor({ ...this.#options, tellsOldValues: this.#tellsOldValues })
  }

  view(): ValueGetterSupplier<Windowed<K>, A> {
    return windowValues(this.#options.storeName)
  }

  sendOldValues(): boolean {
    this.#tellsOldValues = true
    return true
  }
}

class TimeWindowProcessor<K, V, A> extends Operator<K, V, Windowed<K>, Change<A>> {
  readonly #options: TimeWindowAggregateOptions<K, V, A> & WindowTableOptions
  readonly #fold: Fold<K, V, A>
  readonly #sizeMs: number
  readonly #advanceMs: number
  readonly #graceMs: number
  /** No window begins before it. */
  readonly #earliestMs: number
  #table!: WindowTable<K, A>
  #streamTimeMs = -1

  constructor(options: TimeWindowAggregateOptions<K, V, A> & WindowTableOptions) {
    super()
    const { windows } = options
    const isEndless = windows.kind === 'unlimited'
    this.#options = options
    this.#fold = options.fold
    this.#sizeMs = isEndless ? Number.POSITIVE_INFINITY : windows.sizeMs
    this.#advanceMs = isEndless ? Number.POSITIVE_INFINITY : windows.advanceMs
    this.#graceMs = isEndless ? 0 : windows.graceMs
    this.#earliestMs = isEndless ? windows.startMs : 0
  }

  override init(context: OperatorContext<Windowed<K>, Change<A>>): void {
    super.init(context)
    this.#table = new WindowTable(context, this.#options, (closeMs, lastCloseMs) => this.#spanOf(closeMs, lastCloseMs))
  }

  process(record: StreamRecord<K, V>): void {
    if (record.key === null) {
      this.context.dropped('null-key')
      return
    }
    const { timestamp } = record
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const closeMs = this.#streamTimeMs - this.#graceMs
    for (let startMs = this.#firstStart(timestamp); startMs <= timestamp; startMs += this.#advanceMs) {
      if (startMs + this.#sizeMs > closeMs) this.#add(record, startMs)
      else this.context.dropped('late')
    }
    this.#table.close(closeMs, record)
  }

  #add(record: StreamRecord<K, V>, startMs: number): void {
    const { key, value, timestamp: recordTime } = record
    const row = this.#table.store.get(key, startMs)
    const oldValue = row === null ? this.#fold.initialize() : row.value
    const timestamp = row === null ? recordTime : Math.max(recordTime, row.timestamp)
    const newValue = this.#fold.add(oldValue, value, key)
    this.#table.update(record, { startMs, endMs: startMs + this.#sizeMs, oldValue, newValue, timestamp })
  }

  /** The start of the oldest window that a time falls into. */
  #firstStart(timeMs: number): number {
    if (this.#advanceMs === Number.POSITIVE_INFINITY) return this.#earliestMs
    const earliest = Math.max(0, timeMs - this.#sizeMs + this.#advanceMs)
    return earliest - (earliest % this.#advanceMs)
  }

  /** By the starts of windows: those that ended, and had not ended at the last look. */
  #spanOf(closeMs: number, lastCloseMs: number | null): ClosedSpan | null {
    const toMs = closeMs - this.#sizeMs
    if (toMs < 0) return null
    if (lastCloseMs === null) return { fromMs: 0, toMs }
    const toldMs = Math.max(0, lastCloseMs - this.#sizeMs)
    const isSame =
      this.#firstStart(toMs) === this.#firstStart(toldMs) && this.#lastStart(toMs) === this.#lastStart(toldMs)
    return isSame ? null : { fromMs: toldMs + 1, toMs }
  }

  #lastStart(timeMs: number): number {
    return timeMs - (timeMs % this.#advanceMs)
  }
}
