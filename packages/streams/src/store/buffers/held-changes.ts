/**
 * The changes that a suppression holds back, as rows of bytes: of each key what the changelog has of it, and an
 * index by time. The changelog is written at commits only: of each key that has changed, what is held of it then.
 */
import { lastHeader, noHeaders } from '../../record/headers.ts'
import { readTime, timeBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteMap } from '../contract/byte-map.ts'
import type { Changelog, RestoredRecord } from '../contract/state-store.ts'
import { StoreError } from '../contract/store-error.ts'
import { DirtyKeys } from './dirty-keys.ts'
import { type HeldBytes, heldSize, readHeld, writeHeld } from './held-bytes.ts'

export interface HeldChangesOptions {
  /** The name of the store. */
  readonly store: string
  /** By key. */
  readonly rows: ByteMap
  /** By time, then key; the values say nothing. */
  readonly times: ByteMap
  /** Null for a store that keeps none. */
  readonly changelog: Changelog | null
}

const nothing = Buffer.alloc(0)
const version = 3
const versionHeaders = [{ key: 'v', value: Buffer.of(version) }]

export class HeldChanges {
  readonly #store: string
  readonly #rows: ByteMap
  readonly #times: ByteMap
  readonly #changelog: Changelog | null
  readonly #dirty = new DirtyKeys()
  #earliestMs = Number.POSITIVE_INFINITY
  #sizeBytes = 0

  constructor({ store, rows, times, changelog }: HeldChangesOptions) {
    this.#store = store
    this.#rows = rows
    this.#times = times
    this.#changelog = changelog
  }

  get size(): number {
    return this.#rows.size
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get earliestMs(): number {
    return this.#earliestMs
  }

  get(key: Buffer): HeldBytes | null {
    const row = this.#rows.get(key)
    return row === null ? null : readHeld(row)
  }

  /** A later change keeps the time and the prior value of the one whose place it takes. */
  put(key: Buffer, change: Omit<HeldBytes, 'prior'>): void {
    const before = this.get(key)
    const prior = before === null ? change.old : before.prior
    this.#hold(key, { ...change, prior, timeMs: before?.timeMs ?? change.timeMs }, before)
    this.#changed(key)
  }

  evictWhile(isWanted: () => boolean, evicted: (key: Buffer, held: HeldBytes) => void): void {
    if (this.size === 0 || !isWanted()) return
    const times = this.#times.range({})
    let next = times.next()
    while (next !== null && isWanted()) {
      const key = next.key.subarray(timeBytes)
      const held = this.get(key) as HeldBytes
      evicted(key, held)
      this.#forget(key, held)
      this.#changed(key)
      next = times.next()
      this.#earliestMs = next === null ? Number.POSITIVE_INFINITY : readTime(next.key, 0)
    }
    times.close()
  }

  /** Writes to the changelog what has changed since it was written. */
  flush(): void {
    for (const key of this.#dirty.take()) {
      const value = this.#rows.get(key)
      this.#changelog?.write({ key, value, timestamp: null, headers: value === null ? noHeaders : versionHeaders })
    }
  }

  /** Takes a record of the changelog back. */
  restore(record: RestoredRecord): void {
    const key = record.key() as Buffer
    const value = record.value()
    const before = this.get(key)
    if (value === null) {
      if (before === null) return
      this.#forget(key, before)
      if (before.timeMs === this.#earliestMs) this.#earliestMs = this.#firstTime()
      return
    }
    const found = lastHeader(record.headers(), 'v')?.[0]
    if (found !== version) {
      const written = `expected version ${version} in its changelog, found ${found ?? 'none'}`
      throw new StoreError('UNKNOWN_CHANGELOG', this.#store, written)
    }
    const held = readHeld(value)
    this.#hold(key, before === null ? held : { ...held, timeMs: before.timeMs }, before)
  }

  #hold(key: Buffer, held: HeldBytes, before: HeldBytes | null): void {
    this.#rows.put(key, writeHeld(held))
    this.#sizeBytes += heldSize(key, held)
    if (before !== null) {
      this.#sizeBytes -= heldSize(key, before)
      return
    }
    this.#times.put(timedKey(held.timeMs, key), nothing)
    this.#earliestMs = Math.min(this.#earliestMs, held.timeMs)
  }

  #forget(key: Buffer, held: HeldBytes): void {
    this.#rows.delete(key)
    this.#times.delete(timedKey(held.timeMs, key))
    this.#sizeBytes -= heldSize(key, held)
  }

  #changed(key: Buffer): void {
    if (this.#changelog !== null) this.#dirty.add(key)
  }

  #firstTime(): number {
    const times = this.#times.range({})
    const first = times.next()
    times.close()
    return first === null ? Number.POSITIVE_INFINITY : readTime(first.key, 0)
  }
}

function timedKey(timeMs: number, key: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(timeBytes + key.length)
  writeTime(bytes, timeMs, 0)
  bytes.set(key, timeBytes)
  return bytes
}
