/**
 * How an operator looks up a table's current value of a key: in the table's store, or by computing it from the
 * value of the table above. What is read that way is what the table would forward.
 */
import type { OperatorContext } from './processor-context.ts'

export interface TableValue<V> {
  readonly value: V | null
  readonly timestamp: number
}

export interface ValueGetter<K, V> {
  init(context: OperatorContext<never, never>): void
  /** Null if the table has no row, or its value is null. */
  get(key: K): TableValue<V> | null
  /** The value as of a moment, where the table keeps history. */
  getAsOf?(key: K, timestamp: number): TableValue<V> | null
  readonly isVersioned: boolean
  close?(): void
}

export interface ValueGetterSupplier<K, V> {
  get(): ValueGetter<K, V>
  /** The stores that a node must be connected to in order to look up values. */
  readonly stores: readonly string[]
}
