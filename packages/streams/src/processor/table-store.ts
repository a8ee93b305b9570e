/**
 * The store of a table, whichever kind it is: timestamped or versioned. What is written behind a versioned store's
 * history is refused, and a write into its past is not the latest; a timestamped store takes whatever comes last.
 * Rows keep no headers, even in stores that could: those of the DSL have none in Java either.
 */
import type { TimestampedKeyValueStore, ValueAndTimestamp } from '../store/contract/key-value-store.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import { putRefused, type VersionedStore, validToUndefined } from '../store/contract/versioned-store.ts'
import type { OperatorContext } from './processor-context.ts'
import type { TableValue } from './value-getter.ts'

type KindOfStore<K, V> = TimestampedKeyValueStore<K, V> | VersionedStore<K, V>

/** What became of a write. */
export type PutOutcome = 'latest' | 'past' | 'refused'

export class TableStore<K, V> {
  readonly #timestamped: TimestampedKeyValueStore<K, V> | null
  readonly #versioned: VersionedStore<K, V> | null

  // biome-ignore lint/suspicious/noExplicitAny: what the operator forwards does not matter here
  constructor(context: OperatorContext<any, any>, name: string) {
    const store = context.getStateStore<KindOfStore<K, V>>(name)
    this.#versioned = isVersioned(store) ? store : null
    this.#timestamped = isVersioned(store) ? null : store
  }

  get store(): StateStore {
    return (this.#versioned ?? this.#timestamped) as StateStore
  }

  get isVersioned(): boolean {
    return this.#versioned !== null
  }

  get(key: K): TableValue<V> | null {
    if (this.#versioned === null) return this.#timestamped?.get(key) ?? null
    const row = this.#versioned.get(key)
    return row === null ? null : { value: row.value, timestamp: row.validFromMs }
  }

  getAsOf(key: K, timestamp: number): TableValue<V> | null {
    if (this.#versioned === null) throw new TypeError(`store ${this.store.name} keeps no history`)
    const row = this.#versioned.getAsOf(key, timestamp)
    return row === null ? null : { value: row.value, timestamp: row.validFromMs }
  }

  put(key: K, value: V | null, { timestamp }: { readonly timestamp: number }): PutOutcome {
    if (this.#versioned === null) {
      const row: ValueAndTimestamp<V> | null = value === null ? null : { value, timestamp }
      this.#timestamped?.put(key, row)
      return 'latest'
    }
    const outcome = this.#versioned.put(key, value, timestamp)
    if (outcome === putRefused) return 'refused'
    return outcome === validToUndefined ? 'latest' : 'past'
  }
}

function isVersioned<K, V>(store: KindOfStore<K, V>): store is VersionedStore<K, V> {
  return 'getAsOf' in store
}
