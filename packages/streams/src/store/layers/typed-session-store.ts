/** A session store as its users see it: typed keys and values over sessions of bytes. */
import { type Headers, noHeaders } from '../../record/headers.ts'
import { type Windowed, windowed } from '../../record/windowed.ts'
import type { KeyBounds } from '../contract/key-value-store.ts'
import type { RawSession, RawSessions, SessionPlace } from '../contract/raw-sessions.ts'
import type { SessionRange, SessionRow, SessionStore } from '../contract/session-store.ts'
import type { FlushingStore, FlushListener } from '../contract/state-store.ts'
import type { SessionDefinition } from '../contract/store-definition.ts'
import type { Order, StoreIterator } from '../contract/store-iterator.ts'
import type { SessionFormat } from './session-format.ts'
import { type OpenLayers, TypedStore } from './typed-store.ts'

export interface TypedSessionStoreOptions<K, V> {
  readonly definition: SessionDefinition<K, unknown>
  readonly format: SessionFormat<V>
  readonly openLayers: OpenLayers<RawSessions, SessionPlace>
}

const always = { earliestEndMs: 0, latestStartMs: Number.POSITIVE_INFINITY }

export class TypedSessionStore<K, V>
  extends TypedStore<K, RawSessions, SessionPlace>
  implements SessionStore<K, V>, FlushingStore<Windowed<K>, V>
{
  readonly retentionMs: number
  readonly #keepsHeaders: boolean
  readonly #format: SessionFormat<V>
  readonly #toRow = (session: RawSession): SessionRow<K, V> => {
    const row = { key: this.#windowed(session), value: this.#format.read(session.value) }
    return this.#keepsHeaders ? { ...row, headers: this.#format.headersOf(session.value) } : row
  }

  constructor({ definition, format, openLayers }: TypedSessionStoreOptions<K, V>) {
    super(definition, openLayers)
    this.retentionMs = definition.retentionMs
    this.#keepsHeaders = definition.keepsHeaders
    this.#format = format
  }

  onFlush(listener: FlushListener<Windowed<K>, V>, { oldValues }: { oldValues: boolean }): boolean {
    const format = this.#format
    const keyOf = (at: SessionPlace) => this.#windowed(at)
    if (!this.#keepsHeaders) return this.listen(listener, { oldValues, keyOf, read: (row) => format.read(row) })
    // A row that keeps headers is told with them, not with those of the record that put it.
    const read = (row: Buffer) => ({ value: format.read(row), headers: format.headersOf(row) })
    return this.listen<Windowed<K>, { value: V; headers: Headers }>(
      ({ key, newValue, oldValue, context }) => {
        const own = { ...context, headers: newValue?.headers ?? noHeaders }
        listener({ key, newValue: newValue?.value ?? null, oldValue: oldValue?.value ?? null, context: own })
      },
      { oldValues, keyOf, read },
    )
  }

  put({ key, window }: Windowed<K>, value: V | null, headers: Headers = noHeaders): void {
    const { rows } = this.open
    rows.put(this.keyBytes(key), value === null ? null : this.#format.write(value, headers), window)
  }

  remove({ key, window }: Windowed<K>): void {
    this.open.rows.remove(this.keyBytes(key), window)
  }

  get(key: K, startMs: number, endMs: number): V | null {
    const row = this.open.rows.get(this.keyBytes(key), { startMs, endMs })
    return row === null ? null : this.#format.read(row)
  }

  fetch(key: K, order: Order = 'forward'): StoreIterator<SessionRow<K, V>> {
    return this.findSessions(key, { ...always, order })
  }

  fetchKeys(keys: KeyBounds<K>, order: Order = 'forward'): StoreIterator<SessionRow<K, V>> {
    return this.findSessionsOfKeys(keys, { ...always, order })
  }

  findSessions(key: K, range: SessionRange): StoreIterator<SessionRow<K, V>> {
    return this.iterate(this.open.rows.find(this.keyBytes(key), range), this.#toRow)
  }

  findSessionsOfKeys({ from, to }: KeyBounds<K>, range: SessionRange): StoreIterator<SessionRow<K, V>> {
    const keys = { from: this.boundBytes(from), to: this.boundBytes(to) }
    return this.iterate(this.open.rows.findOfKeys(keys, range), this.#toRow)
  }

  findEnded(range: { fromMs: number; toMs: number }): StoreIterator<SessionRow<K, V>> {
    return this.iterate(this.open.rows.findEnded(range), this.#toRow)
  }

  #windowed({ key, startMs, endMs }: SessionPlace): Windowed<K> {
    return windowed(this.keyOf(key), startMs, endMs)
  }
}
