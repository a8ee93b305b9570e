/**
 * A versioned store as its users see it: typed keys and values over versions as bytes, and a changelog that is told
 * of every write at the write's own time, also of those that came too late, as Java tells it.
 */
import { noHeaders } from '../../record/headers.ts'
import { deserializeNullable, serializeNullable } from '../../serde/serde.ts'
import type { Changelog, StateStore, StoreContext } from '../contract/state-store.ts'
import type { VersionedDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { putRefused, type VersionedRow, type VersionedStore } from '../contract/versioned-store.ts'
import { TypedRows } from '../layers/typed-rows.ts'
import type { FoundVersion, Versions } from './versions.ts'

export class SerdeVersionedStore<K, V> implements StateStore, VersionedStore<K, V> {
  readonly name: string
  readonly isPersistent: boolean
  readonly historyRetentionMs: number
  readonly #definition: VersionedDefinition<K, V>
  readonly #versions: Versions
  #context: StoreContext | null = null
  #changelog: Changelog | null = null

  constructor(definition: VersionedDefinition<K, V>, versions: Versions) {
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
    this.historyRetentionMs = definition.historyRetentionMs
    this.#definition = definition
    this.#versions = versions
  }

  get isOpen(): boolean {
    return this.#context !== null
  }

  init(context: StoreContext): void {
    this.#context = context
    this.#changelog = this.#definition.logging ? context.changelogOf(this.name) : null
    context.register(this, ({ key, value, timestamp }) => void this.#versions.put(key, value, timestamp))
  }

  put(key: K, value: V | null, timestamp: number): number {
    const context = this.#open()
    const bytes = this.#keyBytes(key)
    return this.#write(bytes, serializeNullable(this.#definition.value, value), { timestamp, context })
  }

  delete(key: K, timestamp: number): VersionedRow<V> | null {
    const context = this.#open()
    const bytes = this.#keyBytes(key)
    const before = this.#versions.isBehind(timestamp) ? null : this.#versions.getAsOf(bytes, timestamp)
    this.#write(bytes, null, { timestamp, context })
    return this.#row(before)
  }

  get(key: K): VersionedRow<V> | null {
    this.#open()
    return this.#row(this.#versions.get(this.#keyBytes(key)))
  }

  getAsOf(key: K, timestamp: number): VersionedRow<V> | null {
    this.#open()
    return this.#row(this.#versions.getAsOf(this.#keyBytes(key), timestamp))
  }

  history(
    key: K,
    { fromMs, toMs, order = 'newest-first' }: Parameters<VersionedStore<K, V>['history']>[1],
  ): StoreIterator<VersionedRow<V>> {
    this.#open()
    const versions = this.#versions.history(this.#keyBytes(key), fromMs, toMs)
    if (order === 'newest-first') versions.reverse()
    return new TypedRows(versions[Symbol.iterator](), (version) => this.#row(version) as VersionedRow<V>)
  }

  flush(): void {
    // Nothing is held back: versions are never cached.
  }

  close(): void {
    this.#context = null
    this.#changelog = null
  }

  #write(key: Buffer, value: Buffer | null, at: { timestamp: number; context: StoreContext }): number {
    const { timestamp, context } = at
    const outcome = this.#versions.put(key, value, timestamp)
    if (outcome === putRefused) context.droppedExpired(this.name)
    this.#changelog?.write({ key, value, timestamp, headers: noHeaders })
    return outcome
  }

  #row(version: FoundVersion | null): VersionedRow<V> | null {
    if (version === null) return null
    const value = deserializeNullable(this.#definition.value, version.value) as V
    return { value, validFromMs: version.fromMs, validToMs: version.toMs }
  }

  #open(): StoreContext {
    if (this.#context !== null) return this.#context
    throw new StoreError('CLOSED', this.name, 'is not open: its task has not started, or has ended')
  }

  #keyBytes(key: K): Buffer {
    if (key === null || key === undefined)
      throw new StoreError('NULL_KEY', this.name, 'a version needs a key, found null')
    return this.#definition.key.serialize(key)
  }
}
