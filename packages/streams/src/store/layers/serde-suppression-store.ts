/**
 * The buffer of a suppression, as rows of bytes: of each key what the changelog has of it, and an index by time.
 * It lies in memory and is restored from its changelog, to which it writes at commits only: of each key that has
 * changed, what is held of it then.
 */

import { lastHeader, noHeaders } from '../../record/headers.ts'
import { deserializeNullable, serializeNullable } from '../../serde/serde.ts'
import { readTime, timeBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteMap } from '../contract/byte-map.ts'
import type { Changelog, ChangelogRecord, StoreContext } from '../contract/state-store.ts'
import type { SuppressionDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { HeldChange, SuppressionStore } from '../contract/suppression-store.ts'
import { DirtyKeys } from './dirty-keys.ts'
import { type HeldBytes, heldSize, readHeld, writeHeld } from './held-bytes.ts'

export interface SuppressionPlaces {
  /** By key. */
  readonly rows: ByteMap
  /** By time, then key; the values say nothing. */
  readonly times: ByteMap
}

const nothing = Buffer.alloc(0)
const version = 3
const versionHeaders = [{ key: 'v', value: Buffer.of(version) }]

export class SerdeSuppressionStore<K, V> implements SuppressionStore<K, V> {
  readonly name: string
  readonly isPersistent = false
  isOpen = false
  earliestMs = Infinity
  sizeBytes = 0
  readonly #definition: SuppressionDefinition<K, V>
  readonly #rows: ByteMap
  readonly #times: ByteMap
  readonly #dirty = new DirtyKeys()
  #changelog: Changelog | null = null

  constructor(definition: SuppressionDefinition<K, V>, { rows, times }: SuppressionPlaces) {
    this.name = definition.name
    this.#definition = definition
    this.#rows = rows
    this.#times = times
  }

  init(context: StoreContext): void {
    this.#changelog = this.#definition.logging ? context.changelogOf(this.name) : null
    this.isOpen = true
    context.register(this, (record) => this.#restore(record))
  }

  flush(): void {
    if (this.#changelog === null) return
    for (const key of this.#dirty.take()) {
      const value = this.#rows.get(key)
      this.#changelog.write({ key, value, timestamp: null, headers: value === null ? noHeaders : versionHeaders })
    }
  }

  close(): void {
    this.isOpen = false
    this.#rows.clear()
    this.#times.clear()
    this.#dirty.clear()
    this.earliestMs = Infinity
    this.sizeBytes = 0
  }

  get size(): number {
    return this.#rows.size
  }

  put(timeMs: number, { key, change, context }: HeldChange<K, V>): void {
    this.#requireOpen()
    const keyBytes = this.#definition.key.serialize(key)
    const old = serializeNullable(this.#definition.value, change.oldValue)
    const next = serializeNullable(this.#definition.value, change.newValue)
    const row = this.#rows.get(keyBytes)
    const before = row === null ? null : readHeld(row)
    const prior = before === null ? old : before.prior
    this.#hold(keyBytes, { context, prior, old, new: next, timeMs: before?.timeMs ?? timeMs }, before)
    if (this.#changelog !== null) this.#dirty.add(keyBytes)
  }

  priorValue(key: K): V | null | undefined {
    this.#requireOpen()
    const row = this.#rows.get(this.#definition.key.serialize(key))
    return row === null ? undefined : deserializeNullable(this.#definition.value, readHeld(row).prior)
  }

  evictWhile(isWanted: () => boolean, evicted: (held: HeldChange<K, V>) => void): void {
    this.#requireOpen()
    if (this.size === 0 || !isWanted()) return
    const times = this.#times.range({})
    let next = times.next()
    while (next !== null && isWanted()) {
      this.#evict(next.key.subarray(timeBytes), evicted)
      next = times.next()
      this.earliestMs = next === null ? Infinity : readTime(next.key, 0)
    }
    times.close()
  }

  #evict(key: Buffer, evicted: (held: HeldChange<K, V>) => void): void {
    const held = readHeld(this.#rows.get(key) as Buffer)
    evicted(this.#heldChange(key, held))
    this.#forget(key, held)
    if (this.#changelog !== null) this.#dirty.add(key)
  }

  #heldChange(key: Buffer, { context, old, new: next }: HeldBytes): HeldChange<K, V> {
    const { key: keySerde, value } = this.#definition
    const change = {
      newValue: deserializeNullable(value, next),
      oldValue: deserializeNullable(value, old),
      isLatest: true,
    }
    return { key: keySerde.deserialize(key), change, context }
  }

  #hold(key: Buffer, held: HeldBytes, before: HeldBytes | null): void {
    this.#rows.put(key, writeHeld(held))
    this.sizeBytes += heldSize(key, held)
    if (before !== null) {
      this.sizeBytes -= heldSize(key, before)
      return
    }
    this.#times.put(timedKey(held.timeMs, key), nothing)
    this.earliestMs = Math.min(this.earliestMs, held.timeMs)
  }

  #forget(key: Buffer, held: HeldBytes): void {
    this.#rows.delete(key)
    this.#times.delete(timedKey(held.timeMs, key))
    this.sizeBytes -= heldSize(key, held)
  }

  #restore({ key, value, headers }: ChangelogRecord): void {
    const row = this.#rows.get(key)
    const before = row === null ? null : readHeld(row)
    if (value === null) {
      if (before === null) return
      this.#forget(key, before)
      if (before.timeMs === this.earliestMs) this.earliestMs = this.#firstTime()
      return
    }
    const found = lastHeader(headers, 'v')?.[0]
    if (found !== version) {
      const written = `expected version ${version} in its changelog, found ${found ?? 'none'}`
      throw new StoreError('UNKNOWN_CHANGELOG', this.name, written)
    }
    const held = readHeld(value)
    this.#hold(key, before === null ? held : { ...held, timeMs: before.timeMs }, before)
  }

  #firstTime(): number {
    const times = this.#times.range({})
    const first = times.next()
    times.close()
    return first === null ? Infinity : readTime(first.key, 0)
  }

  #requireOpen(): void {
    if (!this.isOpen) throw StoreError.closed(this.name)
  }
}

function timedKey(timeMs: number, key: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(timeBytes + key.length)
  writeTime(bytes, timeMs, 0)
  bytes.set(key, timeBytes)
  return bytes
}
