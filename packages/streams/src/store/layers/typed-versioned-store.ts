/** A versioned store as its users see it: typed keys and values over versions of bytes. */
import { deserializeNullable, type Serde, serializeNullable } from '../../serde/serde.ts'
import { ListCursor } from '../contract/cursor.ts'
import type { RawVersion, RawVersions } from '../contract/raw-versions.ts'
import type { VersionedDefinition } from '../contract/store-definition.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import type { VersionedRow, VersionedStore } from '../contract/versioned-store.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

type HistoryRange = Parameters<VersionedStore<unknown, unknown>['history']>[1]

export class TypedVersionedStore<K, V> extends TypedStore<K, RawVersions> implements VersionedStore<K, V> {
  readonly historyRetentionMs: number
  readonly #value: Serde<V>
  readonly #toRow = ({ value, fromMs, toMs }: RawVersion): VersionedRow<V> => ({
    value: deserializeNullable(this.#value, value) as V,
    validFromMs: fromMs,
    validToMs: toMs,
  })

  constructor(definition: VersionedDefinition<K, V>, openLayers: OpenLayers<RawVersions>) {
    super(definition, openLayers)
    this.historyRetentionMs = definition.historyRetentionMs
    this.#value = definition.value
  }

  put(key: K, value: V | null, timestamp: number): number {
    return this.open.rows.put(this.keyBytes(key), serializeNullable(this.#value, value), timestamp)
  }

  delete(key: K, timestamp: number): VersionedRow<V> | null {
    const { rows } = this.open
    const bytes = this.keyBytes(key)
    const before = rows.isBehind(timestamp) ? null : rows.getAsOf(bytes, timestamp)
    rows.put(bytes, null, timestamp)
    return this.#read(before)
  }

  get(key: K): VersionedRow<V> | null {
    return this.#read(this.open.rows.get(this.keyBytes(key)))
  }

  getAsOf(key: K, timestamp: number): VersionedRow<V> | null {
    return this.#read(this.open.rows.getAsOf(this.keyBytes(key), timestamp))
  }

  history(key: K, { fromMs, toMs, order = 'newest-first' }: HistoryRange): StoreIterator<VersionedRow<V>> {
    const versions = this.open.rows.history(this.keyBytes(key), fromMs, toMs)
    if (order === 'newest-first') versions.reverse()
    return this.iterate(new ListCursor(versions), this.#toRow)
  }

  #read(version: RawVersion | null): VersionedRow<V> | null {
    return version === null ? null : this.#toRow(version)
  }
}
