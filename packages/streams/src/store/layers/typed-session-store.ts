/**
 * A session store as its users have it: keys and values on this side of their serdes. What is beneath is made when
 * the store is opened, because only then is it known whether there is a changelog and memory for a cache.
 */
import { type Headers, noHeaders } from '../../record/headers.ts'
import { type Windowed, windowed } from '../../record/windowed.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange, SessionRow, SessionStore } from '../contract/session-store.ts'
import type { FlushingStore, FlushListener, RestoreRecord, StoreContext } from '../contract/state-store.ts'
import type { SessionDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { Order, StoreIterator } from '../contract/store-iterator.ts'
import type { CachedSessions } from './cached-sessions.ts'
import { CursorIterator } from './cursor-iterator.ts'
import type { SessionFormat } from './session-format.ts'

/** What lies beneath, with the cache, if there is one, in sight. */
export interface SessionLayers {
  readonly rows: RawSessions
  readonly cache: CachedSessions | null
  readonly restore: RestoreRecord
  close(): void
}

export interface TypedSessionStoreOptions<K, V> {
  readonly definition: SessionDefinition<K, unknown>
  readonly format: SessionFormat<V>
  readonly openLayers: (context: StoreContext) => SessionLayers
}

interface KeyRange<K> {
  readonly from?: K | null
  readonly to?: K | null
}

const always = { earliestEndMs: 0, latestStartMs: Number.POSITIVE_INFINITY }

export class TypedSessionStore<K, V> implements SessionStore<K, V>, FlushingStore<Windowed<K>, V> {
  readonly name: string
  readonly isPersistent: boolean
  readonly retentionMs: number
  readonly #options: TypedSessionStoreOptions<K, V>
  readonly #format: SessionFormat<V>
  #layers: SessionLayers | null = null
  readonly #toRow = (session: RawSession): SessionRow<K, V> => this.#rowOf(session)

  constructor(options: TypedSessionStoreOptions<K, V>) {
    const { definition, format } = options
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
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
      ({ key, startMs, endMs, newValue, oldValue, context }) =>
        listener({
          key: windowed(this.#options.definition.key.deserialize(key), startMs, endMs),
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

  put({ key, window }: Windowed<K>, value: V | null, headers: Headers = noHeaders): void {
    const { rows } = this.#open
    rows.put(this.#bytes(key), value === null ? null : this.#format.write(value, headers), window)
  }

  remove({ key, window }: Windowed<K>): void {
    this.#open.rows.remove(this.#bytes(key), window)
  }

  get(key: K, startMs: number, endMs: number): V | null {
    const row = this.#open.rows.get(this.#bytes(key), { startMs, endMs })
    return row === null ? null : this.#format.read(row)
  }

  fetch(key: K, order: Order = 'forward'): StoreIterator<SessionRow<K, V>> {
    return this.findSessions(key, { ...always, order })
  }

  fetchKeys(keys: KeyRange<K>, order: Order = 'forward'): StoreIterator<SessionRow<K, V>> {
    return this.findSessionsOfKeys(keys, { ...always, order })
  }

  findSessions(key: K, range: SessionRange): StoreIterator<SessionRow<K, V>> {
    return this.#iterate(this.#open.rows.find(this.#bytes(key), range))
  }

  findSessionsOfKeys(keys: KeyRange<K>, range: SessionRange): StoreIterator<SessionRow<K, V>> {
    return this.#iterate(this.#open.rows.findOfKeys(this.#rawKeys(keys), range))
  }

  findEnded(range: { fromMs: number; toMs: number }): StoreIterator<SessionRow<K, V>> {
    return this.#iterate(this.#open.rows.findEnded(range))
  }

  get #open(): SessionLayers {
    if (this.#layers === null)
      throw new StoreError('CLOSED', this.name, 'is not open: its task has not started, or has ended')
    return this.#layers
  }

  #iterate(cursor: Cursor<RawSession>): StoreIterator<SessionRow<K, V>> {
    return new CursorIterator(cursor, this.#toRow)
  }

  #rowOf({ key, startMs, endMs, value }: RawSession): SessionRow<K, V> {
    const { definition } = this.#options
    const row = {
      key: windowed(definition.key.deserialize(key), startMs, endMs),
      value: this.#format.read(value),
    }
    return definition.keepsHeaders ? { ...row, headers: this.#format.headersOf(value) } : row
  }

  #rawKeys({ from, to }: KeyRange<K>): RawKeys {
    return { from: from == null ? null : this.#bytes(from), to: to == null ? null : this.#bytes(to) }
  }

  #bytes(key: K): Buffer {
    if (key == null) throw new StoreError('NULL_KEY', this.name, `a row needs a key, found ${key}`)
    return this.#options.definition.key.serialize(key)
  }
}
