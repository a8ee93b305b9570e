/**
 * A window store as its users have it: keys and values on this side of their serdes. What is beneath is made when
 * the store is opened, because only then is it known whether there is a changelog and memory for a cache.
 */
import { type Windowed, windowed } from '../../record/windowed.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawWindow, RawWindows } from '../contract/raw-windows.ts'
import type { FlushingStore, FlushListener, RestoreRecord, StoreContext } from '../contract/state-store.ts'
import type { WindowDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { KeyValueRow, Order, StoreIterator } from '../contract/store-iterator.ts'
import type { TimeRange, WindowRow, WindowStore } from '../contract/window-store.ts'
import type { CachedWindows } from './cached-windows.ts'
import { CursorIterator } from './cursor-iterator.ts'
import type { RowFormat } from './row-format.ts'

/** What lies beneath, with the cache, if there is one, in sight. */
export interface WindowLayers {
  readonly rows: RawWindows
  readonly cache: CachedWindows | null
  readonly restore: RestoreRecord
  close(): void
}

export interface TypedWindowStoreOptions<K, V> {
  readonly definition: WindowDefinition<K, unknown>
  readonly format: RowFormat<V>
  readonly openLayers: (context: StoreContext) => WindowLayers
}

export class TypedWindowStore<K, V> implements WindowStore<K, V>, FlushingStore<Windowed<K>, V> {
  readonly name: string
  readonly isPersistent: boolean
  readonly windowSizeMs: number
  readonly retentionMs: number
  readonly #options: TypedWindowStoreOptions<K, V>
  readonly #format: RowFormat<V>
  #layers: WindowLayers | null = null
  /** The text that was a key last, with its bytes: an aggregation gets a window and puts it at once. */
  #lastText: string | null = null
  #lastBytes: Buffer | null = null
  readonly #toRow = ({ startMs, value }: RawWindow): WindowRow<V> => ({ startMs, value: this.#format.read(value) })
  readonly #toWindowed = ({ key, startMs, value }: RawWindow): KeyValueRow<Windowed<K>, V> => ({
    key: this.#windowed(key, startMs),
    value: this.#format.read(value),
  })

  constructor(options: TypedWindowStoreOptions<K, V>) {
    const { definition, format } = options
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
    this.windowSizeMs = definition.windowSizeMs
    this.retentionMs = definition.retentionMs
    this.#options = options
    this.#format = format
  }

  get isOpen(): boolean {
    return this.#layers !== null
  }

  init(context: StoreContext): void {
    this.#layers = this.#options.openLayers(context)
    context.register(this, this.#layers.restore)
  }

  onFlush(listener: FlushListener<Windowed<K>, V>, { oldValues }: { oldValues: boolean }): boolean {
    const { cache } = this.#open
    if (cache === null) return false
    const tell = (value: Buffer | null) => (value === null ? null : this.#format.read(value))
    cache.onFlush(
      ({ key, startMs, newValue, oldValue, context }) =>
        listener({
          key: this.#windowed(key, startMs),
          newValue: tell(newValue),
          oldValue: tell(oldValue),
          context,
        }),
      { oldValues },
    )
    return true
  }

  flush(): void {
    this.#open.cache?.flush()
  }

  /** What the cache still holds back is lost; whoever ends in peace has flushed before. */
  close(): void {
    this.#layers?.close()
    this.#layers = null
  }

  put(key: K, value: V | null, startMs: number): void {
    const { rows } = this.#open
    rows.put(this.#bytes(key), value === null ? null : this.#format.write(value), startMs)
  }

  get(key: K, startMs: number): V | null {
    const row = this.#open.rows.get(this.#bytes(key), startMs)
    return row === null ? null : this.#format.read(row)
  }

  fetch(key: K, range: TimeRange): StoreIterator<WindowRow<V>> {
    return new CursorIterator(this.#open.rows.fetch(this.#bytes(key), range), this.#toRow)
  }

  fetchKeys(keys: { from?: K | null; to?: K | null }, range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    const from = keys.from == null ? null : this.#bytes(keys.from)
    const to = keys.to == null ? null : this.#bytes(keys.to)
    return this.#iterate(this.#open.rows.fetchKeys({ from, to }, range))
  }

  fetchAll(range: TimeRange): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return this.#iterate(this.#open.rows.fetchAll(range))
  }

  all(order: Order = 'forward'): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return this.#iterate(this.#open.rows.all(order))
  }

  get #open(): WindowLayers {
    if (this.#layers === null)
      throw new StoreError('CLOSED', this.name, 'is not open: its task has not started, or has ended')
    return this.#layers
  }

  #iterate(cursor: Cursor<RawWindow>): StoreIterator<KeyValueRow<Windowed<K>, V>> {
    return new CursorIterator(cursor, this.#toWindowed)
  }

  #bytes(key: K): Buffer {
    if (key == null) throw new StoreError('NULL_KEY', this.name, `a row needs a key, found ${key}`)
    if (typeof key !== 'string') return this.#options.definition.key.serialize(key)
    if (key === this.#lastText && this.#lastBytes !== null) return this.#lastBytes
    this.#lastText = key
    this.#lastBytes = this.#options.definition.key.serialize(key)
    return this.#lastBytes
  }

  #windowed(key: Buffer, startMs: number): Windowed<K> {
    return windowed(this.#options.definition.key.deserialize(key), startMs, startMs + this.windowSizeMs)
  }
}
