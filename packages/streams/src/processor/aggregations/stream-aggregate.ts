/**
 * `count`, `reduce` and `aggregate` of a grouped stream: each record makes the next value of its key. Records
 * without a key or a value are dropped. The time of a row is the latest of the records that made it.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableRows } from '../table-rows.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'
import type { Fold } from './folds.ts'

export class StreamAggregate<K, V, A> implements TableOperator<K, A, K, V> {
  readonly #storeName: string
  readonly #fold: Fold<K, V, A>
  #tellsOldValues = false

  constructor(storeName: string, fold: Fold<K, V, A>) {
    this.#storeName = storeName
    this.#fold = fold
  }

  makeProcessor(): Processor<K, V, K, Change<A>> {
    return new StreamAggregateProcessor(this.#storeName, this.#fold, this.#tellsOldValues)
  }

  view(): ValueGetterSupplier<K, A> {
    return storedValues(this.#storeName)
  }

  sendOldValues(): boolean {
    this.#tellsOldValues = true
    return true
  }
}

class StreamAggregateProcessor<K, V, A> extends Operator<K, V, K, Change<A>> {
  readonly #storeName: string
  readonly #fold: Fold<K, V, A>
  readonly #tellsOldValues: boolean
  #rows!: TableRows<K, A>

  constructor(storeName: string, fold: Fold<K, V, A>, tellsOldValues: boolean) {
    super()
    this.#storeName = storeName
    this.#fold = fold
    this.#tellsOldValues = tellsOldValues
  }

  override init(context: OperatorContext<K, Change<A>>): void {
    super.init(context)
    this.#rows = new TableRows({ context, storeName: this.#storeName, tellsOldValues: this.#tellsOldValues })
  }

  process({ key, value, timestamp: recordTime, headers }: StreamRecord<K, V>): void {
    if (key === null || value === null) {
      this.context.dropped('null-key-or-value')
      return
    }
    const row = this.#rows.get(key)
    const known = row === null || row.value === null ? null : row
    // What a key starts with is told as its old value, as in Java: a table behind it may subtract it.
    const oldValue = known === null ? this.#fold.initialize() : (known.value as A)
    const timestamp = known === null ? recordTime : Math.max(recordTime, known.timestamp)
    const newValue = this.#fold.add(oldValue, value, key)
    this.#rows.put({ key, timestamp, headers }, newValue, oldValue)
  }
}
