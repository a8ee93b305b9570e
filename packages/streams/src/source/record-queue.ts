/**
 * The records of one partition that wait to be processed. Only the head is read: its key, its value and its time,
 * so that a record nobody can read is noticed when its turn comes. Partition time is the largest of those times.
 */
import type { RecordContext } from '../record/record-context.ts'
import { StreamRecord } from '../record/stream-record.ts'
import { TimestampError } from '../topology/timestamp-error.ts'
import type { RawRecord } from './raw-record.ts'
import { readRecord, type Unreadable } from './read-record.ts'
import type { SourceNode } from './source-node.ts'

/** A record that has been read, and where it came from. */
export interface Head {
  readonly record: StreamRecord<unknown, unknown>
  readonly context: RecordContext
  readonly raw: RawRecord
}

export interface RecordQueueOptions {
  readonly source: SourceNode
  /** Returns if the record is to be skipped, throws if the task is to fail. */
  readonly onUnreadable: (unreadable: Unreadable) => void
  readonly drop: (reason: 'negative-timestamp') => void
  readonly wallClock: () => number
}

export class RecordQueue {
  readonly source: SourceNode
  readonly #options: RecordQueueOptions
  readonly #waiting: RawRecord[] = []
  /** Records before this index have been taken. */
  #start = 0
  #head: Head | null = null
  #partitionTimeMs = -1

  constructor(options: RecordQueueOptions) {
    this.source = options.source
    this.#options = options
  }

  /** Records that wait, the head included. */
  get size(): number {
    return this.#waiting.length - this.#start + (this.#head === null ? 0 : 1)
  }

  /** The time of the head; null if there is none. */
  get headTimestamp(): number | null {
    return this.#head === null ? null : this.#head.record.timestamp
  }

  get partitionTimeMs(): number {
    return this.#partitionTimeMs
  }

  add(raw: RawRecord): void {
    this.#waiting.push(raw)
    this.#fillHead()
  }

  take(): Head | null {
    const head = this.#head
    if (head === null) return null
    this.#partitionTimeMs = Math.max(this.#partitionTimeMs, head.record.timestamp)
    this.#head = null
    this.#fillHead()
    return head
  }

  #fillHead(): void {
    while (this.#head === null && this.#start < this.#waiting.length) {
      this.#head = this.#read(this.#waiting[this.#start++] as RawRecord)
      if (this.#start < 64 || this.#start * 2 < this.#waiting.length) continue
      this.#waiting.splice(0, this.#start)
      this.#start = 0
    }
  }

  #read(raw: RawRecord): Head | null {
    const fields = readRecord(this.source, raw, this.#options.onUnreadable)
    if (fields === null) return null
    const { key, value } = fields
    const timestamp = this.#timestampOf(raw, key, value)
    if (!(timestamp >= 0)) {
      this.#options.drop('negative-timestamp')
      return null
    }
    const { topic, partition, offset, headers } = raw
    const record = new StreamRecord({ key, value, timestamp, headers })
    return { record, context: { topic, partition, offset, timestamp, headers }, raw }
  }

  #timestampOf({ topic, partition, offset, timestamp, headers }: RawRecord, key: unknown, value: unknown): number {
    const { name, timestampExtractor } = this.source
    const record = { topic, partition, offset, key, value, timestamp, headers }
    try {
      return timestampExtractor(record, this.#partitionTimeMs, this.#options.wallClock)
    } catch (cause) {
      if (cause instanceof TimestampError) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      const problem = `the timestamp extractor of source ${name} failed: ${reason}`
      throw new TimestampError('EXTRACTOR_FAILED', { record, problem, cause })
    }
  }
}
