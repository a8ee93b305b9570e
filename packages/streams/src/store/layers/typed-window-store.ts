/** A window store as its users see it: typed keys and values over windows of bytes. */
import { type Windowed, windowed } from '../../record/windowed.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { KeyBounds } from '../contract/key-value-store.ts'
import type { RawWindow, RawWindows, WindowPlace } from '../contract/raw-windows.ts'
import type { FlushingStore, FlushListener } from '../contract/state-store.ts'
import type { WindowDefinition } from '../contract/store-definition.ts'
import type { KeyValueRow, Order, StoreIterator } from '../contract/store-iterator.ts'
import type { TimeRange, WindowRow, WindowStore } from '../contract/window-store.ts'
import type { RowFormat } from './row-format.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

export interface TypedWindowStoreOptions<K, V> {
  readonly definition: WindowDefinition<K, unknown>
  readonly format: RowFormat<V>
  readonly openLayers: OpenLayers<RawWindows, WindowPlace>
}

export class TypedWindowStore<K, V>
  extends TypedStore<K, RawWindows, WindowPlace>
  implements WindowStore<K, V>, FlushingStore<Windowed<K>, V>
{
  readonly windowSizeMs: number
  readonly retentionMs: number
  readonly #format: RowFormat<V>
  readonly #toRow = ({ startMs, value }: RawWindow): WindowRow<V> => ({ startMs, value: this.#format.read(value) })
  readonly #toWindowed = (row: RawWindow): KeyValueRow<Windowed<K>, V> => ({
    key: this.#windowed(row),
    value: this.#format.read(row.value),
  })

  constructor({ definition, format, openLayers }: TypedWindowStoreOptions<K, V>) {
    super(definition, openLayers)
    this.windowSizeMs = definition.windowSizeMs
    this.retentionMs = definition.retentionMs
    this.#format = format
  }

  onFlush(listener: FlushListener<Windowed<K>, V>, { oldValues }: { oldValues: boolean }): boolean {
    return this.listen(listener, {
      oldValues,
      keyOf: (at) => this.#windowed(at),
      read: (row) => this.#format.read(row),
    })
  }

  put(key: K, value: V | null, startMs: number): void {
    const { rows } = this.open
    rows.put(this.keyBytes(key), value === null ? null : this.#format.write(value), startMs)
  }

  get(key: K, startMs: number): V | null {
    const row = this.open.rows.get(this.keyBytes(key), startMs)
    return row === null ? null : this.#format.read(row)
  }

  fetch(key: K, range: TimeRange): StoreIterator<WindowRow<V>> {
    return this.iterate(this.open.rows.fetch(this.keyBytes(key), range), this.#toRow)
  }

  fetchKeys({ from, to }: KeyBounds<K>, range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    const keys = { from: this.boundBytes(from), to: this.boundBytes(to) }
    return this.#iterate(this.open.rows.fetchKeys(keys, range))
  }

  fetchAll(range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return this.#iterate(this.open.rows.fetchAll(range))
  }

  all(order: Order = 'forward'): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return this.#iterate(this.open.rows.all(order))
  }

  #iterate(cursor: Cursor<RawWindow>): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return this.iterate(cursor, this.#toWindowed)
  }

  #windowed({ key, startMs }: WindowPlace): Windowed<K> {
    return windowed(this.keyOf(key), startMs, startMs + this.windowSizeMs)
  }
}
