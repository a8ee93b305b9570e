/**
 * The records that wait for a table, as rows of bytes, which are Java's in its changelog too:
 *   key      0 | 8 bytes of time | key | 4 bytes that count the records
 *   value    as of a held change (see held-bytes.ts) that was never told, held for the time 0
 * The store's time is the largest that a record had which was put into it.
 */
import type { RecordContext } from '../../record/record-context.ts'
import { readTime, sequenceBytes, timeBytes, writeTime } from '../../serde/window-bytes.ts'
import type { ByteRows } from '../contract/byte-map.ts'
import { readHeld, writeHeld } from './held-bytes.ts'

const timeAt = 1
const keyAt = timeAt + timeBytes

export interface WaitingBytes {
  readonly key: Buffer
  readonly value: Buffer
  readonly context: RecordContext
}

export class WaitingRows {
  readonly #rows: ByteRows
  readonly #graceMs: number
  #streamTimeMs = -1
  #sequence = 0

  constructor(rows: ByteRows, graceMs: number) {
    this.#rows = rows
    this.#graceMs = graceMs
  }

  get streamTimeMs(): number {
    return this.#streamTimeMs
  }

  /** What the record that was put last was counted as. */
  get sequence(): number {
    return this.#sequence
  }

  /** Goes on where the store was when it wrote these down. */
  continueFrom({ streamTimeMs, sequence }: { streamTimeMs: number; sequence: number }): void {
    this.#streamTimeMs = streamTimeMs
    this.#sequence = sequence
  }

  /** False for a record that is older than the grace. */
  put({ key, value, context }: WaitingBytes): boolean {
    const { timestamp } = context
    if (this.#streamTimeMs - this.#graceMs > timestamp) return false
    this.#sequence = (this.#sequence + 1) & 0x7fffffff
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const row = writeHeld({ context, prior: null, old: null, new: value, timeMs: 0 })
    this.#rows.put(this.#rowKey(key, timestamp), row)
    return true
  }

  release(released: (record: WaitingBytes) => void): void {
    const untilMs = this.#streamTimeMs - this.#graceMs
    const rows = this.#rows.range({})
    for (let row = rows.next(); row !== null && readTime(row.key, timeAt) <= untilMs; row = rows.next()) {
      const { context, new: value } = readHeld(row.value)
      released({ key: row.key.subarray(keyAt, row.key.length - sequenceBytes), value: value as Buffer, context })
      this.#rows.delete(row.key)
    }
    rows.close()
  }

  /** Time has gone on to what the changelog has, also where that has been released since. */
  restored(row: Buffer): void {
    this.#streamTimeMs = Math.max(this.#streamTimeMs, readTime(row, timeAt))
    this.#sequence = Math.max(this.#sequence, row.readInt32BE(row.length - sequenceBytes))
  }

  #rowKey(key: Buffer, timestamp: number): Buffer {
    const bytes = Buffer.allocUnsafe(keyAt + key.length + sequenceBytes)
    bytes[0] = 0
    writeTime(bytes, timestamp, timeAt)
    bytes.set(key, keyAt)
    bytes.writeInt32BE(this.#sequence, keyAt + key.length)
    return bytes
  }
}
