/**
 * `transformValues` of a table: a transformer of the program's own makes each value, deletions included. Where the
 * table is not stored, who looks a value up lets a transformer of his own make it again.
 */
import type { Change } from '../../record/change.ts'
import { contextWithoutRecord } from '../../record/record-context.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableRows } from '../table-rows.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from '../value-getter.ts'
import type { ValueTransformer } from '../value-transformer.ts'
import { Operator } from './operator.ts'

export interface TransformedTableOptions<K, V, V2> {
  readonly above: TableOperator<K, V>
  readonly makeTransformer: () => ValueTransformer<K, V, V2>
  /** Null where it is not stored. */
  readonly storeName: string | null
}

export class TransformedTable<K, V, V2> implements TableOperator<K, V2, K, Change<V>> {
  readonly #options: TransformedTableOptions<K, V, V2>
  #tellsOldValues = false

  constructor(options: TransformedTableOptions<K, V, V2>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, Change<V>, K, Change<V2>> {
    const { makeTransformer, storeName } = this.#options
    return new TransformProcessor(makeTransformer(), { storeName, tellsOldValues: this.#tellsOldValues })
  }

  view(): ValueGetterSupplier<K, V2> {
    const { above, makeTransformer, storeName } = this.#options
    if (storeName !== null) return storedValues(storeName)
    const view = above.view()
    return { stores: view.stores, get: () => new TransformedValues(view.get(), makeTransformer()) }
  }

  sendOldValues(force: boolean): boolean {
    if (this.#options.storeName !== null || this.#options.above.sendOldValues(force)) this.#tellsOldValues = true
    return this.#tellsOldValues
  }
}

interface ProcessorOptions {
  readonly storeName: string | null
  readonly tellsOldValues: boolean
}

class TransformProcessor<K, V, V2> extends Operator<K, Change<V>, K, Change<V2>> {
  readonly #transformer: ValueTransformer<K, V, V2>
  readonly #options: ProcessorOptions
  /** Null where the table is not stored. */
  #rows: TableRows<K, V2> | null = null

  constructor(transformer: ValueTransformer<K, V, V2>, options: ProcessorOptions) {
    super()
    this.#transformer = transformer
    this.#options = options
  }

  override init(context: OperatorContext<K, Change<V2>>): void {
    super.init(context)
    this.#transformer.init?.(context)
    const { storeName, tellsOldValues } = this.#options
    if (storeName !== null) this.#rows = new TableRows({ context, storeName, tellsOldValues })
  }

  process(record: StreamRecord<K, Change<V>>): void {
    const { key, value: change } = record
    const { tellsOldValues } = this.#options
    const newValue = this.#transformer.transform(change.newValue, key)
    if (this.#rows === null) {
      const oldValue = tellsOldValues ? this.#transformer.transform(change.oldValue, key) : null
      this.context.forward(record.withValue({ newValue, oldValue, isLatest: change.isLatest }))
      return
    }
    this.#rows.put(record, newValue, tellsOldValues ? (this.#rows.get(key)?.value ?? null) : null)
  }

  close(): void {
    this.#transformer.close?.()
  }
}

class TransformedValues<K, V, V2> implements ValueGetter<K, V2> {
  readonly #above: ValueGetter<K, V>
  readonly #transformer: ValueTransformer<K, V, V2>
  #context!: OperatorContext<never, never>

  constructor(above: ValueGetter<K, V>, transformer: ValueTransformer<K, V, V2>) {
    this.#above = above
    this.#transformer = transformer
  }

  init(context: OperatorContext<never, never>): void {
    this.#context = context
    this.#above.init(context)
    this.#transformer.init?.(context)
  }

  get isVersioned(): boolean {
    return this.#above.isVersioned
  }

  get(key: K): TableValue<V2> | null {
    return this.#transform(key, this.#above.get(key))
  }

  getAsOf(key: K, timestamp: number): TableValue<V2> | null {
    return this.#transform(key, this.#above.getAsOf?.(key, timestamp) ?? null)
  }

  close(): void {
    this.#above.close?.()
    this.#transformer.close?.()
  }

  #transform(key: K, above: TableValue<V> | null): TableValue<V2> | null {
    const timestamp = above?.timestamp ?? -1
    const current = this.#context.recordContext
    this.#context.recordContext = contextWithoutRecord(timestamp)
    try {
      const value = this.#transformer.transform(above?.value ?? null, key)
      return value === null ? null : { value, timestamp }
    } finally {
      this.#context.recordContext = current
    }
  }
}
