/**
 * What the stores of all kinds have in common as their users see them: typed keys over layers of bytes. The layers
 * are made when the task opens the store, because only then is it known whether there is a changelog and memory
 * for a cache; before that, and once the store was closed, it refuses everything.
 */
import type { Serde } from '../../serde/serde.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { FlushListener, StateStore, StoreContext, StoreRestore } from '../contract/state-store.ts'
import { StoreError } from '../contract/store-error.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { CursorIterator } from './cursor-iterator.ts'
import type { HeldWrites } from './held-writes.ts'
import { OpenIterators } from './open-iterators.ts'

/** What lies beneath the types. `At` is where a row lies for the cache, if there is one. */
export interface StoreLayers<Rows, At = never> {
  /** The uppermost layer. */
  readonly rows: Rows
  readonly cache: HeldWrites<At> | null
  readonly restore: StoreRestore
}

export type OpenLayers<Rows, At = never> = (context: StoreContext) => StoreLayers<Rows, At>

interface TypedDefinition<K> {
  readonly name: string
  readonly place: 'disk' | 'memory'
  readonly key: Serde<K>
}

/** How what a cache lets go of is told with types. */
interface Telling<At, Key, V> {
  readonly oldValues: boolean
  readonly keyOf: (at: At) => Key
  readonly read: (row: Buffer) => V
}

export abstract class TypedStore<K, Rows, At = never> implements StateStore {
  readonly name: string
  readonly isPersistent: boolean
  readonly #key: Serde<K>
  readonly #openLayers: OpenLayers<Rows, At>
  #layers: StoreLayers<Rows, At> | null = null
  #iterators: OpenIterators
  /** The text that was a key last, with its bytes: an aggregation gets a row and puts it at once. */
  #lastText: string | null = null
  #lastBytes: Buffer | null = null

  constructor({ name, place, key }: TypedDefinition<K>, openLayers: OpenLayers<Rows, At>) {
    this.name = name
    this.isPersistent = place === 'disk'
    this.#key = key
    this.#openLayers = openLayers
    this.#iterators = new OpenIterators(name)
  }

  get isOpen(): boolean {
    return this.#layers !== null
  }

  /** How many of its iterators are neither closed nor at their end. */
  get numOpenIterators(): number {
    return this.#iterators.count
  }

  init(context: StoreContext): void {
    this.#iterators = new OpenIterators(this.name)
    this.#layers = this.#openLayers(context)
    context.register(this, this.#layers.restore)
  }

  flush(): void {
    const { cache, restore } = this.open
    cache?.flush()
    restore.settle?.()
  }

  /** What the cache still holds back is lost; whoever ends in peace has flushed before. */
  close(): void {
    this.#iterators.storeClosed()
    this.#layers?.cache?.clear()
    this.#layers = null
  }

  /** @throws StoreError if the store is not open */
  protected get open(): StoreLayers<Rows, At> {
    if (this.#layers === null) throw StoreError.closed(this.name)
    return this.#layers
  }

  /** @throws StoreError if there is no key */
  protected keyBytes(key: K): Buffer {
    if (key === null || key === undefined) throw StoreError.nullKey(this.name, key)
    if (typeof key !== 'string') return this.#key.serialize(key)
    if (key === this.#lastText && this.#lastBytes !== null) return this.#lastBytes
    this.#lastBytes = this.#key.serialize(key)
    this.#lastText = key
    return this.#lastBytes
  }

  /** The bytes of a bound, which is open when it is missing or null. */
  protected boundBytes(key: K | null | undefined): Buffer | null {
    return key === null || key === undefined ? null : this.keyBytes(key)
  }

  protected keyOf(bytes: Buffer): K {
    return this.#key.deserialize(bytes)
  }

  protected iterate<Raw, Row>(cursor: Cursor<Raw>, read: (raw: Raw) => Row): StoreIterator<Row> {
    return new CursorIterator(cursor, read, this.#iterators)
  }

  /** False if there is no cache. */
  protected listen<Key, V>(listener: FlushListener<Key, V>, { oldValues, keyOf, read }: Telling<At, Key, V>): boolean {
    const { cache } = this.open
    if (cache === null) return false
    const tell = (row: Buffer | null) => (row === null ? null : read(row))
    cache.onFlush(
      ({ at, newValue, oldValue, context }) =>
        listener({ key: keyOf(at), newValue: tell(newValue), oldValue: tell(oldValue), context }),
      { oldValues },
    )
    return true
  }
}
