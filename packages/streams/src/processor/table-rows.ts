/**
 * The rows of a table that is stored, and those who hear of their changes: at once, or, where the store has a cache,
 * when the cache lets go of a row. What a versioned store refuses, since it lies behind its history, nobody hears of.
 */
import type { Change } from '../record/change.ts'
import type { Headers } from '../record/headers.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { OperatorContext } from './processor-context.ts'
import { TableStore } from './table-store.ts'
import { tellFromCache } from './tell-from-cache.ts'
import type { TableValue } from './value-getter.ts'

export interface TableRowsOptions<K, V> {
  readonly context: OperatorContext<K, Change<V>>
  readonly storeName: string
  /** Whether the children want old values. */
  readonly tellsOldValues: boolean
}

/** The key of a row, and the time and headers of what changed it: a record, or something like one. */
export interface RowOrigin<K> {
  readonly key: K
  readonly timestamp: number
  readonly headers: Headers
}

export class TableRows<K, V> {
  readonly #context: OperatorContext<K, Change<V>>
  readonly #tellsOldValues: boolean
  readonly #store: TableStore<K, V>
  /** Children hear of changes from the store's cache. */
  readonly #isToldByCache: boolean

  constructor({ context, storeName, tellsOldValues }: TableRowsOptions<K, V>) {
    this.#context = context
    this.#tellsOldValues = tellsOldValues
    this.#store = new TableStore(context, storeName)
    this.#isToldByCache = tellFromCache({ store: this.#store.store, context, tellsOldValues })
  }

  get(key: K): TableValue<V> | null {
    return this.#store.get(key)
  }

  put(origin: RowOrigin<K>, newValue: V | null, oldValue: V | null): void {
    const { key, timestamp, headers } = origin
    const outcome = this.#store.put(key, newValue, origin)
    if (outcome === 'refused' || this.#isToldByCache) return
    const isLatest = outcome === 'latest'
    const value = { newValue, oldValue: this.#tellsOldValues ? oldValue : null, isLatest }
    this.#context.forward(new StreamRecord({ key, value, timestamp, headers }))
  }
}
