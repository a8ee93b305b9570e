/**
 * `count`, `reduce` and `aggregate` over sliding windows: the head of the table. How a record changes windows is
 * told in `sliding-update.ts`; here records are let in: those without key or value are dropped, and those of which
 * even the youngest window is closed.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { SlidingWindows } from '../../windows/windows.ts'
import type { Fold } from '../aggregations/folds.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableOperator } from '../table-operator.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'
import type { ClosedSpan } from './closed-windows.ts'
import { SlidingUpdate } from './sliding-update.ts'
import { WindowTable, type WindowTableOptions } from './window-table.ts'
import { windowValues } from './windowed-values.ts'

export interface SlidingWindowAggregateOptions<K, V, A> extends Omit<WindowTableOptions, 'tellsOldValues'> {
  readonly windows: SlidingWindows
  readonly fold: Fold<K, V, A>
}

export class SlidingWindowAggregate<K, V, A> implements TableOperator<Windowed<K>, A, K, V> {
  readonly #options: SlidingWindowAggregateOptions<K, V, A>
  #tellsOldValues = false

  constructor(options: SlidingWindowAggregateOptions<K, V, A>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, V, Windowed<K>, Change<A>> {
    return new SlidingWindowProcessor({ ...this.#options, tellsOldValues: this.#tellsOldValues })
  }

  view(): ValueGetterSupplier<Windowed<K>, A> {
    return windowValues(this.#options.storeName)
  }

  sendOldValues(): boolean {
    this.#tellsOldValues = true
    return true
  }
}

class SlidingWindowProcessor<K, V, A> extends Operator<K, V, Windowed<K>, Change<A>> {
  readonly #options: SlidingWindowAggregateOptions<K, V, A> & WindowTableOptions
  #table!: WindowTable<K, A>
  #streamTimeMs = -1

  constructor(options: SlidingWindowAggregateOptions<K, V, A> & WindowTableOptions) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<Windowed<K>, Change<A>>): void {
    super.init(context)
    this.#table = new WindowTable(context, this.#options, (closeMs, lastCloseMs) => this.#spanOf(closeMs, lastCloseMs))
  }

  process(record: StreamRecord<K, V>): void {
    const { key, value, timestamp } = record
    if (key === null || value === null) {
      this.context.dropped('null-key-or-value')
      return
    }
    const { windows, fold } = this.#options
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const closeMs = this.#streamTimeMs - windows.graceMs
    if (timestamp + windows.differenceMs < closeMs) {
      this.context.dropped('late')
      return
    }
    const { differenceMs } = windows
    const update = new SlidingUpdate({ table: this.#table, context: this.context, fold, differenceMs, closeMs, record })
    if (timestamp < differenceMs) {
      // Java does not look for closed windows here either.
      update.processEarly()
      return
    }
    update.process()
    this.#table.close(closeMs, record)
  }

  /** By the starts of windows. */
  #spanOf(closeMs: number, lastCloseMs: number | null): ClosedSpan | null {
    const { differenceMs } = this.#options.windows
    const toMs = closeMs - differenceMs - 1
    if (toMs < 0) return null
    return { fromMs: lastCloseMs === null ? 0 : Math.max(0, lastCloseMs - differenceMs), toMs }
  }
}
