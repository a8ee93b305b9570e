/**
 * `count`, `reduce` and `aggregate` over sessions: a record joins the sessions that are no further from it than the
 * gap into one, or begins one of its own. The sessions that were joined are deleted, and the new one is told. A
 * record whose session is closed by then is dropped. Records without a key are dropped.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import { type Windowed, windowed } from '../../record/windowed.ts'
import type { SessionRow } from '../../store/contract/session-store.ts'
import type { SessionWindows } from '../../windows/windows.ts'
import type { SessionFold } from '../aggregations/folds.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableOperator } from '../table-operator.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'
import { SessionTable } from './session-table.ts'
import type { WindowTableOptions } from './window-table.ts'
import { sessionValues } from './windowed-values.ts'

export interface SessionWindowAggregateOptions<K, V, A> extends Omit<WindowTableOptions, 'tellsOldValues'> {
  readonly windows: SessionWindows
  readonly fold: SessionFold<K, V, A>
}

export class SessionWindowAggregate<K, V, A> implements TableOperator<Windowed<K>, A, K, V> {
  readonly #options: SessionWindowAggregateOptions<K, V, A>
  #tellsOldValues = false

  constructor(options: SessionWindowAggregateOptions<K, V, A>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, V, Windowed<K>, Change<A>> {
    return new SessionWindowProcessor({ ...this.#options, tellsOldValues: this.#tellsOldValues })
  }

  view(): ValueGetterSupplier<Windowed<K>, A> {
    return sessionValues(this.#options.storeName)
  }

  sendOldValues(): boolean {
    this.#tellsOldValues = true
    return true
  }
}

class SessionWindowProcessor<K, V, A> extends Operator<K, V, Windowed<K>, Change<A>> {
  readonly #options: SessionWindowAggregateOptions<K, V, A> & WindowTableOptions
  #table!: SessionTable<K, A>
  #streamTimeMs = -1

  constructor(options: SessionWindowAggregateOptions<K, V, A> & WindowTableOptions) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<Windowed<K>, Change<A>>): void {
    super.init(context)
    this.#table = new SessionTable(context, this.#options)
  }

  process(record: StreamRecord<K, V>): void {
    const { key, timestamp } = record
    if (key === null) {
      this.context.dropped('null-key')
      return
    }
    const { gapMs, graceMs } = this.#options.windows
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const closeMs = this.#streamTimeMs - graceMs - gapMs
    const joined = this.#near(key, timestamp)
    let startMs = timestamp
    let endMs = timestamp
    for (const { window } of joined.map((session) => session.key)) {
      startMs = Math.min(startMs, window.startMs)
      endMs = Math.max(endMs, window.endMs)
    }
    if (endMs < closeMs) this.context.dropped('late')
    else this.#add(record, joined, windowed(key, startMs, endMs))
    this.#table.close(closeMs, record)
  }

  #add({ key, value }: StreamRecord<K, V>, joined: readonly SessionRow<K, A>[], session: Windowed<K>): void {
    const { fold } = this.#options
    let aggregate = fold.initialize()
    for (const { value: other } of joined) aggregate = fold.merge(aggregate, other, key)
    // A session of the very same moment is only written over.
    if (session.window.startMs !== session.window.endMs) {
      for (const { key: old, value: oldValue } of joined) this.#table.remove(old, oldValue)
    }
    this.#table.put(session, fold.add(aggregate, value, key))
  }

  /** The sessions of a key that end or begin within the gap around a time. */
  #near(key: K, timeMs: number): SessionRow<K, A>[] {
    const { gapMs } = this.#options.windows
    return [...this.#table.store.findSessions(key, { earliestEndMs: timeMs - gapMs, latestStartMs: timeMs + gapMs })]
  }
}
