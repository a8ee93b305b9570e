/**
 * The head of a table that is read from a topic: each record is the new value of its key, null deletes. The table
 * is stored if it has a name to be queried by, if another node looks its values up, or if a child wants old values.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableRows } from '../table-rows.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'
import { Operator } from './operator.ts'

export class TableSource<K, V> implements TableOperator<K, V, K, V> {
  readonly #storeName: string
  #isStored: boolean
  #tellsOldValues = false

  constructor({ storeName, isStored }: { storeName: string; isStored: boolean }) {
    this.#storeName = storeName
    this.#isStored = isStored
  }

  get isStored(): boolean {
    return this.#isStored
  }

  makeProcessor(): Processor<K, V, K, Change<V>> {
    if (!this.#isStored) return new UnstoredTable()
    return new StoredTable(this.#storeName, this.#tellsOldValues)
  }

  view(): ValueGetterSupplier<K, V> {
    this.#isStored = true
    return storedValues(this.#storeName)
  }

  sendOldValues(force: boolean): boolean {
    if (!force && !this.#isStored) return false
    this.#isStored = true
    this.#tellsOldValues = true
    return true
  }
}

class UnstoredTable<K, V> extends Operator<K, V, K, Change<V>> {
  process(record: StreamRecord<K, V>): void {
    if (record.key === null) this.context.dropped('null-key')
    else this.context.forward(record.withValue({ newValue: record.value, oldValue: null, isLatest: true }))
  }
}

class StoredTable<K, V> extends Operator<K, V, K, Change<V>> {
  readonly #storeName: string
  readonly #tellsOldValues: boolean
  #rows!: TableRows<K, V>

  constructor(storeName: string, tellsOldValues: boolean) {
    super()
    this.#storeName = storeName
    this.#tellsOldValues = tellsOldValues
  }

  override init(context: OperatorContext<K, Change<V>>): void {
    super.init(context)
    this.#rows = new TableRows({ context, storeName: this.#storeName, tellsOldValues: this.#tellsOldValues })
  }

  process(record: StreamRecord<K, V>): void {
    const { key, value } = record
    if (key === null) {
      this.context.dropped('null-key')
      return
    }
    this.#rows.put(record, value, this.#rows.get(key)?.value ?? null)
  }
}
