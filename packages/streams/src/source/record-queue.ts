/**
 * The records of one partition that wait to be processed. Only the head is read: its key, its value and its time,
 * so that a record nobody can read is noticed when its turn comes. Partition time is the largest of those times.
 */
import type { RecordContext } from '../record/record-context.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { RawRecord } from './raw-record.ts'
import type { SourceNode } from './source-node.ts'

/** A record that has been read, and where it came from. */
export interface Head {
  readonly record: StreamRecord<unknown, unknown>
  readonly context: RecordContext
  readonly raw: RawRecord
}

/** What is done with a record that cannot be read: returns if it is to be skipped, throws if the task is to fail. */
export type OnUnreadable = (failure: {
  readonly raw: RawRecord
  readonly node: string
  readonly cause: unknown
}) => void

export interface RecordQueueOptions {
  readonly source: SourceNode
  readonly onUnreadable: OnUnreadable
  readonly onDropped: (reason: string) => void
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
    const { name, keySerde, valueSerde, timestampExtractor } = this.source
    const { topic, partition, offset, headers } = raw
    let key: unknown
    let value: unknown
    try {
      key = raw.key === null ? null : keySerde.deserialize(raw.key)
      value = raw.value === null ? null : valueSerde.deserialize(raw.value)
    } catch (cause) {
      this.#options.onUnreadable({ raw, node: name, cause })
      this.#options.onDropped('unreadable')
      return null
    }
    const timed = { topic, partition, offset, key, value, timestamp: raw.timestamp }
    const timestamp = timestampExtractor(timed, this.#partitionTimeMs)
    if (!(timestamp >= 0)) {
      this.#options.onDropped('negative-timestamp')
      return null
    }
    const record = new StreamRecord({ key, value, timestamp, headers })
    return { record, context: { topic, partition, offset, timestamp, headers }, raw }
  }
}
