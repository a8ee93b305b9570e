/** The store of records that wait for a table as its operator sees it: typed records over waiting rows. */
import type { Serde } from '../../serde/serde.ts'
import type { WaitingRows } from '../buffers/waiting-rows.ts'
import type { WaitingDefinition } from '../contract/store-definition.ts'
import type { WaitingRecord, WaitingStore } from '../contract/waiting-store.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

export class TypedWaitingStore<K, V> extends TypedStore<K, WaitingRows> implements WaitingStore<K, V> {
  readonly #value: Serde<V>

  constructor(definition: WaitingDefinition<K, V>, openLayers: OpenLayers<WaitingRows>) {
    super(definition, openLayers)
    this.#value = definition.value
  }

  put({ key, value, context }: WaitingRecord<K, V>): boolean {
    const { rows } = this.open
    return rows.put({ key: this.keyBytes(key), value: this.#value.serialize(value), context })
  }

  release(released: (record: WaitingRecord<K, V>) => void): void {
    this.open.rows.release(({ key, value, context }) =>
      released({ key: this.keyOf(key), value: this.#value.deserialize(value), context }),
    )
  }
}
