/**
 * The join of a stream with a table: each record looks up the row of its key, in a global table that of the key
 * which a selector says. Only records have results, changes of the table have none. The row is the one of now; where
 * the table keeps history, it is the one that held at the record's time, and records may wait for the table to catch up.
 */
import { StreamRecord } from '../../record/stream-record.ts'
import type { WaitingRecord, WaitingStore } from '../../store/contract/waiting-store.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { ValueGetter, ValueGetterSupplier } from '../value-getter.ts'
import type { StreamJoiner } from './stream-join.ts'

export interface StreamTableJoinOptions<K, V, KT, VT, VR> {
  readonly table: ValueGetterSupplier<KT, VT>
  /** The key of the row; null for the record's own key. */
  readonly selector: ((value: V, key: K) => KT | null) | null
  readonly joiner: StreamJoiner<K, V, VT | null, VR>
  /** Whether a record has a result where there is no row. */
  readonly isLeft: boolean
  /** The store where records wait; null where they are joined at once. */
  readonly waitingStore: string | null
}

export function streamTableJoin<K, V, KT, VT, VR>(
  options: StreamTableJoinOptions<K, V, KT, VT, VR>,
): ProcessorSupplier<K, V, K, VR> {
  return () => new StreamTableJoin(options, options.table.get())
}

class StreamTableJoin<K, V, KT, VT, VR> extends Operator<K, V, K, VR> {
  readonly #options: StreamTableJoinOptions<K, V, KT, VT, VR>
  readonly #rows: ValueGetter<KT, VT>
  #waiting: WaitingStore<K, V> | null = null

  constructor(options: StreamTableJoinOptions<K, V, KT, VT, VR>, rows: ValueGetter<KT, VT>) {
    super()
    this.#options = options
    this.#rows = rows
  }

  override init(context: OperatorContext<K, VR>): void {
    super.init(context)
    this.#rows.init(context)
    const { waitingStore } = this.#options
    if (waitingStore !== null) this.#waiting = context.getStateStore(waitingStore)
  }

  process(record: StreamRecord<K, V>): void {
    const { isLeft } = this.#options
    if (record.value === null) return this.context.dropped('null-value')
    const rowKey = this.#rowKeyOf(record)
    if (rowKey === null && !isLeft) return this.context.dropped('null-key')
    if (this.#waiting === null) this.#join(record, rowKey)
    else this.#wait(record, this.#waiting)
  }

  close(): void {
    this.#rows.close?.()
  }

  /** A record that comes so late that it need not wait does not let the others go either: so it is in Java. */
  #wait(record: StreamRecord<K, V>, waiting: WaitingStore<K, V>): void {
    const { key, value } = record
    if (waiting.put({ key, value, context: this.context.recordContext })) waiting.release(this.#joinWaiting)
    else this.#join(record, this.#rowKeyOf(record))
  }

  /** As if it came only now, with the time and the headers that it had. */
  readonly #joinWaiting = ({ key, value, context }: WaitingRecord<K, V>): void => {
    const current = this.context.recordContext
    this.context.recordContext = context
    try {
      const { timestamp, headers } = context
      const record = new StreamRecord({ key, value, timestamp, headers })
      this.#join(record, this.#rowKeyOf(record))
    } finally {
      this.context.recordContext = current
    }
  }

  #rowKeyOf({ key, value }: StreamRecord<K, V>): KT | null {
    const { selector } = this.#options
    return selector === null ? (key as unknown as KT | null) : selector(value, key)
  }

  #join(record: StreamRecord<K, V>, rowKey: KT | null): void {
    const row = rowKey === null ? null : this.#rowOf(rowKey, record.timestamp)
    if (row === null && !this.#options.isLeft) return
    this.context.forward(record.withValue(this.#options.joiner(record.value, row, record.key)))
  }

  #rowOf(key: KT, timestamp: number): VT | null {
    const rows = this.#rows
    const found = rows.isVersioned && rows.getAsOf !== undefined ? rows.getAsOf(key, timestamp) : rows.get(key)
    return found?.value ?? null
  }
}
