/** The buffer of a suppression as its operator sees it: typed keys and changes over held changes of bytes. */
import { deserializeNullable, type Serde, serializeNullable } from '../../serde/serde.ts'
import type { HeldBytes } from '../buffers/held-bytes.ts'
import type { HeldChanges } from '../buffers/held-changes.ts'
import type { SuppressionDefinition } from '../contract/store-definition.ts'
import type { HeldChange, SuppressionStore } from '../contract/suppression-store.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

export class TypedSuppressionStore<K, V> extends TypedStore<K, HeldChanges> implements SuppressionStore<K, V> {
  readonly #value: Serde<V>

  constructor(definition: SuppressionDefinition<K, V>, openLayers: OpenLayers<HeldChanges>) {
    super(definition, openLayers)
    this.#value = definition.value
  }

  get size(): number {
    return this.open.rows.size
  }

  get sizeBytes(): number {
    return this.open.rows.sizeBytes
  }

  get earliestMs(): number {
    return this.open.rows.earliestMs
  }

  override flush(): void {
    this.open.rows.flush()
  }

  put(timeMs: number, { key, change, context }: HeldChange<K, V>): void {
    const { rows } = this.open
    const old = serializeNullable(this.#value, change.oldValue)
    const next = serializeNullable(this.#value, change.newValue)
    rows.put(this.keyBytes(key), { timeMs, context, old, new: next })
  }

  priorValue(key: K): V | null | undefined {
    const held = this.open.rows.get(this.keyBytes(key))
    return held === null ? undefined : deserializeNullable(this.#value, held.prior)
  }

  evictWhile(isWanted: () => boolean, evicted: (held: HeldChange<K, V>) => void): void {
    this.open.rows.evictWhile(isWanted, (key, held) => evicted(this.#heldChange(key, held)))
  }

  #heldChange(key: Buffer, { context, old, new: next }: HeldBytes): HeldChange<K, V> {
    const newValue = deserializeNullable(this.#value, next)
    const oldValue = deserializeNullable(this.#value, old)
    return { key: this.keyOf(key), change: { newValue, oldValue, isLatest: true }, context }
  }
}
