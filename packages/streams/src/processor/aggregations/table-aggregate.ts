/**
 * `count`, `reduce` and `aggregate` of a grouped table: a change takes its old value out of the row of its key and
 * puts its new one in. Nothing is taken out of a row that is not there. A row whose records are all gone stays.
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
import type { ReversibleFold } from './folds.ts'

export class TableAggregate<K, V, A> implements TableOperator<K, A, K, Change<V>> {
  readonly #storeName: string
  readonly #fold: ReversibleFold<K, V, A>
  #tellsOldValues = false

  constructor(storeName: string, fold: ReversibleFold<K, V, A>) {
    this.#storeName = storeName
    this.#fold = fold
  }

  makeProcessor(): Processor<K, Change<V>, K, Change<A>> {
    return new TableAggregateProcessor(this.#storeName, this.#fold, this.#tellsOldValues)
  }

  view(): ValueGetterSupplier<K, A> {
    return storedValues(this.#storeName)
  }

  sendOldValues(): boolean {
    this.#tellsOldValues = true
    return true
  }
}

class TableAggregateProcessor<K, V, A> extends Operator<K, Change<V>, K, Change<A>> {
  readonly #storeName: string
  readonly #fold: ReversibleFold<K, V, A>
  readonly #tellsOldValues: boolean
  #rows!: TableRows<K, A>

  constructor(storeName: string, fold: ReversibleFold<K, V, A>, tellsOldValues: boolean) {
    super()
    this.#storeName = storeName
    this.#fold = fold
    this.#tellsOldValues = tellsOldValues
  }

  override init(context: OperatorContext<K, Change<A>>): void {
    super.init(context)
    this.#rows = new TableRows({ context, storeName: this.#storeName, tellsOldValues: this.#tellsOldValues })
  }

  process({ key, value: change, timestamp: recordTime, headers }: StreamRecord<K, Change<V>>): void {
    if (key === null) throw new TypeError(`a change without a key cannot be aggregated in ${this.#storeName}`)
    const row = this.#rows.get(key)
    const oldValue = row?.value ?? null
    const newValue = this.#next(oldValue, change, key)
    const timestamp = oldValue === null ? recordTime : Math.max(recordTime, row?.timestamp ?? 0)
    this.#rows.put({ key, timestamp, headers }, newValue, oldValue)
  }

  #next(oldValue: A | null, change: Change<V>, key: K): A | null {
    const { initialize, add, subtract } = this.#fold
    const isSubtracted = change.oldValue !== null && oldValue !== null
    const between = isSubtracted ? subtract(oldValue, change.oldValue as V, key) : oldValue
    if (change.newValue === null) return between
    return add(between === null ? initialize() : between, change.newValue, key)
  }
}
