/**
 * The records that wait for a table, as rows of bytes, which are Java's in its changelog too:
 *   key      0 | 8 bytes of time | key | 4 bytes that count the records
 *   value    as of a held change (see held-bytes.ts) that was never told, held for the time 0
 * The store's time is the largest that a record had which was put into it.
 */
import { noHeaders } from '../../record/headers.ts'
import { readTime, sequenceBytes, timeBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteMap } from '../contract/byte-map.ts'
import type { Changelog, ChangelogRecord, StoreContext } from '../contract/state-store.ts'
import type { WaitingDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import type { WaitingRecord, WaitingStore } from '../contract/waiting-store.ts'
import { readHeld, writeHeld } from './held-bytes.ts'

const timeAt = 1
const keyAt = timeAt + timeBytes

export class SerdeWaitingStore<K, V> implements WaitingStore<K, V> {
  readonly name: string
  readonly isPersistent: boolean
  isOpen = false
  readonly #definition: WaitingDefinition<K, V>
  readonly #rows: ByteMap
  #changelog: Changelog | null = null
  #streamTimeMs = -1
  #sequence = 0

  constructor(definition: WaitingDefinition<K, V>, rows: ByteMap) {
    this.name = definition.name
    this.isPersistent = definition.place === 'disk'
    this.#definition = definition
    this.#rows = rows
  }

  init(context: StoreContext): void {
    this.#changelog = this.#definition.logging ? context.changelogOf(this.name) : null
    this.isOpen = true
    context.register(this, (record) => this.#restore(record))
  }

  /** Nothing is held back. */
  flush(): void {}

  close(): void {
    this.isOpen = false
    this.#rows.clear()
  }

  put({ key, value, context }: WaitingRecord<K, V>): boolean {
    this.#requireOpen()
    if (key === null) throw StoreError.nullKey(this.name, key)
    const { timestamp } = context
    if (this.#streamTimeMs - this.#definition.graceMs > timestamp) return false
    this.#sequence = (this.#sequence + 1) & 0x7fffffff
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const bytes = this.#definition.value.serialize(value)
    const row = writeHeld({ context, prior: null, old: null, new: bytes, timeMs: 0 })
    this.#write(this.#rowKey(this.#definition.key.serialize(key), timestamp), row)
    return true
  }

  release(released: (record: WaitingRecord<K, V>) => void): void {
    this.#requireOpen()
    const untilMs = this.#streamTimeMs - this.#definition.graceMs
    const rows = this.#rows.range({})
    for (let row = rows.next(); row !== null && readTime(row.key, timeAt) <= untilMs; row = rows.next()) {
      const { key, value } = row
      const { context, new: bytes } = readHeld(value)
      const plainKey = key.subarray(keyAt, key.length - sequenceBytes)
      released({
        key: this.#definition.key.deserialize(plainKey),
        value: this.#definition.value.deserialize(bytes as Buffer),
        context,
      })
      this.#write(key, null)
    }
    rows.close()
  }

  #write(key: Buffer, value: Buffer | null): void {
    if (value === null) this.#rows.delete(key)
    else this.#rows.put(key, value)
    this.#changelog?.write({ key, value, timestamp: null, headers: noHeaders })
  }

  #rowKey(key: Buffer, timestamp: number): Buffer {
    const bytes = Buffer.allocUnsafe(keyAt + key.length + sequenceBytes)
    bytes[0] = 0
    writeTime(bytes, timestamp, timeAt)
    bytes.set(key, keyAt)
    bytes.writeInt32BE(this.#sequence, keyAt + key.length)
    return bytes
  }

  /** Time has gone on to what was put, also where that has been released since. */
  #restore({ key, value }: ChangelogRecord): void {
    this.#streamTimeMs = Math.max(this.#streamTimeMs, readTime(key, timeAt))
    this.#sequence = Math.max(this.#sequence, key.readInt32BE(key.length - sequenceBytes))
    if (value === null) this.#rows.delete(key)
    else this.#rows.put(key, value)
  }

  #requireOpen(): void {
    if (!this.isOpen) throw StoreError.closed(this.name)
  }
}
