/**
 * `mapValues` and `filter` of tables: the value of each key follows from the value that the table above has, so
 * that it can be computed whenever somebody asks. It is stored only where the program wants to query it.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableRows } from '../table-rows.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from '../value-getter.ts'
import { Operator } from './operator.ts'

/** The value that follows from the one above; null if there is none. */
export type Derive<K, V, V2> = (value: V, key: K) => V2 | null

export interface DerivedTableOptions<K, V, V2> {
  readonly above: TableOperator<K, V>
  readonly derive: Derive<K, V, V2>
  /** Null where it is not stored. */
  readonly storeName: string | null
  /** Whether a change from nothing to nothing is kept back, as filters do once they know old values. */
  readonly sparesTombstones: boolean
}

export class DerivedTable<K, V, V2> implements TableOperator<K, V2, K, Change<V>> {
  readonly #options: DerivedTableOptions<K, V, V2>
  #tellsOldValues: boolean
  /** The table above keeps history: then a change of the past is told, whatever it changes. */
  isVersioned = false

  constructor(options: DerivedTableOptions<K, V, V2>) {
    this.#options = options
    // A filter that can have old values for nothing uses them, to know which deletions need not be told.
    this.#tellsOldValues = options.sparesTombstones && options.above.sendOldValues(false)
  }

  makeProcessor(): Processor<K, Change<V>, K, Change<V2>> {
    const { derive, storeName } = this.#options
    const sparesTombstones = this.#options.sparesTombstones && !this.isVersioned
    return new DerivedTableProcessor({ derive, storeName, sparesTombstones, tellsOldValues: this.#tellsOldValues })
  }

  view(): ValueGetterSupplier<K, V2> {
    const { above, derive, storeName } = this.#options
    if (storeName !== null) return storedValues(storeName)
    const view = above.view()
    return { stores: view.stores, get: () => new DerivedValues(view.get(), derive) }
  }

  sendOldValues(force: boolean): boolean {
    if (this.#options.storeName !== null || this.#options.above.sendOldValues(force)) this.#tellsOldValues = true
    return this.#tellsOldValues
  }
}

interface ProcessorOptions<K, V, V2> {
  readonly derive: Derive<K, V, V2>
  readonly storeName: string | null
  readonly sparesTombstones: boolean
  readonly tellsOldValues: boolean
}

class DerivedTableProcessor<K, V, V2> extends Operator<K, Change<V>, K, Change<V2>> {
  readonly #options: ProcessorOptions<K, V, V2>
  /** Null where the table is not stored. */
  #rows: TableRows<K, V2> | null = null

  constructor(options: ProcessorOptions<K, V, V2>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<K, Change<V2>>): void {
    super.init(context)
    const { storeName, tellsOldValues } = this.#options
    if (storeName !== null) this.#rows = new TableRows({ context, storeName, tellsOldValues })
  }

  process(record: StreamRecord<K, Change<V>>): void {
    const { key, value: change } = record
    const newValue = this.#derive(key, change.newValue)
    const oldValue = this.#oldValue(key, change)
    const { sparesTombstones, tellsOldValues } = this.#options
    if (sparesTombstones && tellsOldValues && oldValue === null && newValue === null) return
    if (this.#rows !== null) this.#rows.put(record, newValue, oldValue)
    else this.context.forward(record.withValue({ newValue, oldValue, isLatest: change.isLatest }))
  }

  #oldValue(key: K, change: Change<V>): V2 | null {
    if (!this.#options.tellsOldValues) return null
    return this.#rows === null ? this.#derive(key, change.oldValue) : (this.#rows.get(key)?.value ?? null)
  }

  #derive(key: K, value: V | null): V2 | null {
    return value === null ? null : this.#options.derive(value, key)
  }
}

class DerivedValues<K, V, V2> implements ValueGetter<K, V2> {
  readonly #above: ValueGetter<K, V>
  readonly #deriveValue: Derive<K, V, V2>

  constructor(above: ValueGetter<K, V>, derive: Derive<K, V, V2>) {
    this.#above = above
    this.#deriveValue = derive
  }

  init(context: OperatorContext<never, never>): void {
    this.#above.init(context)
  }

  get isVersioned(): boolean {
    return this.#above.isVersioned
  }

  get(key: K): TableValue<V2> | null {
    return this.#derive(key, this.#above.get(key))
  }

  getAsOf(key: K, timestamp: number): TableValue<V2> | null {
    return this.#derive(key, this.#above.getAsOf?.(key, timestamp) ?? null)
  }

  close(): void {
    this.#above.close?.()
  }

  #derive(key: K, above: TableValue<V> | null): TableValue<V2> | null {
    if (above === null || above.value === null) return null
    const value = this.#deriveValue(above.value, key)
    return value === null ? null : { value, timestamp: above.timestamp }
  }
}
