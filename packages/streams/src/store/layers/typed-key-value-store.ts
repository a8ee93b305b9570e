/** A key-value store as its users see it: typed keys and values over rows of bytes. */
import { type ByteRange, type ByteRow, type ByteRows, firstAfter } from '../contract/byte-map.ts'
import type { KeyRange, KeyValueStore } from '../contract/key-value-store.ts'
import type { FlushingStore, FlushListener } from '../contract/state-store.ts'
import type { KeyValueDefinition } from '../contract/store-definition.ts'
import type { KeyValueRow, Order, StoreIterator } from '../contract/store-iterator.ts'
import type { RowFormat } from './row-format.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

export interface TypedKeyValueStoreOptions<K, V> {
  readonly definition: KeyValueDefinition<K, unknown>
  readonly format: RowFormat<V>
  readonly openLayers: OpenLayers<ByteRows, Buffer>
}

export class TypedKeyValueStore<K, V>
  extends TypedStore<K, ByteRows, Buffer>
  implements KeyValueStore<K, V>, FlushingStore<K, V>
{
  readonly #format: RowFormat<V>
  readonly #toRow = ({ key, value }: ByteRow): KeyValueRow<K, V> => ({
    key: this.keyOf(key),
    value: this.#format.read(value),
  })

  constructor({ definition, format, openLayers }: TypedKeyValueStoreOptions<K, V>) {
    super(definition, openLayers)
    this.#format = format
  }

  onFlush(listener: FlushListener<K, V>, { oldValues }: { oldValues: boolean }): boolean {
    return this.listen(listener, { oldValues, keyOf: (key) => this.keyOf(key), read: (row) => this.#format.read(row) })
  }

  get(key: K): V | null {
    return this.#read(this.open.rows.get(this.keyBytes(key)))
  }

  put(key: K, value: V | null): void {
    const { rows } = this.open
    const bytes = this.keyBytes(key)
    if (value === null) rows.delete(bytes)
    else rows.put(bytes, this.#format.write(value))
  }

  putIfAbsent(key: K, value: V | null): V | null {
    const before = this.open.rows.get(this.keyBytes(key))
    if (before === null) this.put(key, value)
    return this.#read(before)
  }

  putAll(rows: Iterable<KeyValueRow<K, V | null>>): void {
    for (const { key, value } of rows) this.put(key, value)
  }

  delete(key: K): V | null {
    const before = this.open.rows.get(this.keyBytes(key))
    this.put(key, null)
    return this.#read(before)
  }

  range({ from, to, order = 'forward' }: KeyRange<K>): StoreIterator<KeyValueRow<K, V>> {
    return this.#iterate({ from: this.boundBytes(from), to: this.boundBytes(to), order })
  }

  all(order: Order = 'forward'): StoreIterator<KeyValueRow<K, V>> {
    return this.#iterate({ order })
  }

  prefixScan(prefix: Buffer): StoreIterator<KeyValueRow<K, V>> {
    return this.#iterate({ from: prefix, before: firstAfter(prefix) })
  }

  approximateNumEntries(): number {
    return this.open.rows.size
  }

  #iterate(range: ByteRange): StoreIterator<KeyValueRow<K, V>> {
    return this.iterate(this.open.rows.range(range), this.#toRow)
  }

  #read(row: Buffer | null): V | null {
    return row === null ? null : this.#format.read(row)
  }
}
