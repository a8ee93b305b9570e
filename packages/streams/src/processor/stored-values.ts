/** Values of a table that has a store: they are looked up there. */
import type { OperatorContext } from './processor-context.ts'
import { TableStore } from './table-store.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from './value-getter.ts'

export function storedValues<K, V>(store: string): ValueGetterSupplier<K, V> {
  return { stores: [store], get: () => new StoredValues(store) }
}

class StoredValues<K, V> implements ValueGetter<K, V> {
  readonly #name: string
  #store!: TableStore<K, V>

  constructor(name: string) {
    this.#name = name
  }

  init(context: OperatorContext<never, never>): void {
    this.#store = new TableStore(context, this.#name)
  }

  get isVersioned(): boolean {
    return this.#store.isVersioned
  }

  get(key: K): TableValue<V> | null {
    return this.#store.get(key)
  }

  getAsOf(key: K, timestamp: number): TableValue<V> | null {
    return this.#store.getAsOf(key, timestamp)
  }
}
