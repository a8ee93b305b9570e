/**
 * A key-value store as its users see it: typed keys and values over rows of bytes. It joins the layers when its task
 * opens it: where the rows lie, the changelog above them if there is one, the cache on top if there is one.
 */
import type { ByteRange, ByteRow, ByteRows } from '../contract/byte-map.ts'
import type { KeyRange, KeyValueStore } from '../contract/key-value-store.ts'
import type {
  ChangelogRecord,
  FlushingStore,
  FlushListener,
  StateStore,
  StoreContext,
} from '../contract/state-store.ts'
import type { KeyValueDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { KeyValueRow, Order, StoreIterator } from '../contract/store-iterator.ts'
import { CachedRows } from './cached-rows.ts'
import { ClosedRows } from './closed-rows.ts'
import { LoggedRows } from './logged-rows.ts'
import type { RowFormat } from './row-format.ts'
import { TypedRows } from './typed-rows.ts'

/** Where rows lie. `evicted` is set by who must know of rows that leave by themselves. */
export interface RowPlace extends ByteRows {
  evicted?: ((key: Buffer) => void) | null
}

export class SerdeKeyValueStore<K, V> implements StateStore, KeyValueStore<K, V>, FlushingStore<K, V> {
  readonly name: string
  readonly isPersistent: boolean
  readonly #definition: KeyValueDefinition<K, unknown>
  readonly #format: RowFormat<V>
  readonly #place: RowPlace
  #rows: ByteRows
  #cache: CachedRows | null = null
  #isOpen = false
  #isRestoring = false

  constructor(definition: KeyValueDefinition<K, unknown>, on: { format: RowFormat<V>; place: RowPlace }) {
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
    this.#definition = definition
    this.#format = on.format
    this.#place = on.place
    this.#rows = new ClosedRows(this.name)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  init(context: StoreContext): void {
    const { logging, caching } = this.#definition
    const changelog = logging ? context.changelogOf(this.name) : null
    const budget = caching ? context.cacheOf(this.name) : null
    let rows: ByteRows = this.#place
    if (changelog !== null) {
      const logged = new LoggedRows(rows, { changelog, format: this.#format, context })
      rows = logged
      if ('evicted' in this.#place) this.#place.evicted = (key) => this.#evicted(logged, key)
    }
    if (budget !== null) {
      this.#cache = new CachedRows(rows, { context, budget })
      rows = this.#cache
    }
    this.#rows = rows
    this.#isOpen = true
    context.register(this, (record) => this.#restore(record))
  }

  onFlush(listener: FlushListener<K, V>, { oldValues }: { oldValues: boolean }): boolean {
    const cache = this.#cache
    if (cache === null) return false
    const { key } = this.#definition
    const read = (row: Buffer | null) => (row === null ? null : this.#format.read(row))
    cache.listen((row, before) => {
      const { context } = row
      listener({ key: key.deserialize(row.key), newValue: read(row.value), oldValue: read(before), context })
    }, oldValues)
    return true
  }

  get(key: K): V | null {
    return this.#read(this.#rows.get(this.#keyBytes(key)))
  }

  put(key: K, value: V | null): void {
    const bytes = this.#keyBytes(key)
    if (value === null) this.#rows.delete(bytes)
    else this.#rows.put(bytes, this.#format.write(value))
  }

  putIfAbsent(key: K, value: V | null): V | null {
    const bytes = this.#keyBytes(key)
    const before = this.#rows.get(bytes)
    if (before === null) this.put(key, value)
    return this.#read(before)
  }

  putAll(rows: Iterable<KeyValueRow<K, V | null>>): void {
    for (const { key, value } of rows) this.put(key, value)
  }

  delete(key: K): V | null {
    const bytes = this.#keyBytes(key)
    const before = this.#rows.get(bytes)
    this.#rows.delete(bytes)
    return this.#read(before)
  }

  range({ from, to, order }: KeyRange<K>): StoreIterator<KeyValueRow<K, V>> {
    const end = (key: K | null | undefined) => (key == null ? null : this.#keyBytes(key))
    return this.#typed({ from: end(from), to: end(to), order: order ?? 'forward' })
  }

  all(order: Order = 'forward'): StoreIterator<KeyValueRow<K, V>> {
    return this.#typed({ order })
  }

  prefixScan(prefix: Buffer): StoreIterator<KeyValueRow<K, V>> {
    return this.#typed({ from: prefix, before: firstAfter(prefix) })
  }

  approximateNumEntries(): number {
    return this.#rows.size
  }

  flush(): void {
    this.#cache?.flush()
  }

  /** What the cache still holds back is lost; whoever ends in peace has flushed before. */
  close(): void {
    this.#cache?.clear()
    this.#cache = null
    this.#rows = new ClosedRows(this.name)
    this.#isOpen = false
  }

  #restore(record: ChangelogRecord): void {
    const row = this.#format.fromChangelog(record)
    this.#isRestoring = true
    if (row === null) this.#place.delete(record.key)
    else this.#place.put(record.key, row)
    this.#isRestoring = false
  }

  /** What leaves while the changelog is read has been told there, or will be. */
  #evicted(logged: LoggedRows, key: Buffer): void {
    if (!this.#isRestoring) logged.tellDeletion(key)
  }

  #typed(range: ByteRange): StoreIterator<KeyValueRow<K, V>> {
    const { key } = this.#definition
    const read = ({ key: bytes, value }: ByteRow) => ({ key: key.deserialize(bytes), value: this.#format.read(value) })
    return new TypedRows(this.#rows.range(range), read)
  }

  #read(row: Buffer | null): V | null {
    return row === null ? null : this.#format.read(row)
  }

  #keyBytes(key: K): Buffer {
    if (key === null || key === undefined) throw new StoreError('NULL_KEY', this.name, 'a row needs a key, found null')
    return this.#definition.key.serialize(key)
  }
}

/** The first key after all that begin with these bytes; null if there is none. */
function firstAfter(prefix: Buffer): Buffer | null {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1
  if (length === 0) return null
  const after = Buffer.from(prefix.subarray(0, length))
  after[length - 1] = (after[length - 1] as number) + 1
  return after
}
