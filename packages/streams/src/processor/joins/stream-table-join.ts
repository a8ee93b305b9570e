/**
 * The join of a stream with a table: each record looks up the row of its key, in a global table that of the key
 * which a selector says. Only records have results, changes of the table have none. The row is the one of now; where
 * the table keeps history, it is the one that held at the record's time.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
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
}

export function streamTableJoin<K, V, KT, VT, VR>(
  options: StreamTableJoinOptions<K, V, KT, VT, VR>,
): ProcessorSupplier<K, V, K, VR> {
  return () => new StreamTableJoin(options, options.table.get())
}

class StreamTableJoin<K, V, KT, VT, VR> extends Operator<K, V, K, VR> {
  readonly #options: StreamTableJoinOptions<K, V, KT, VT, VR>
  readonly #rows: ValueGetter<KT, VT>

  constructor(options: StreamTableJoinOptions<K, V, KT, VT, VR>, rows: ValueGetter<KT, VT>) {
    super()
    this.#options = options
    this.#rows = rows
  }

  override init(context: OperatorContext<K, VR>): void {
    super.init(context)
    this.#rows.init(context)
  }

  process(record: StreamRecord<K, V>): void {
    const { selector, isLeft } = this.#options
    const { key, value } = record
    if (value === null) return this.context.dropped('null-value')
    const rowKey = selector === null ? (key as unknown as KT | null) : selector(value, key)
    if (rowKey === null && !isLeft) return this.context.dropped('null-key')
    this.#join(record, rowKey)
  }

  close(): void {
    this.#rows.close?.()
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
