/**
 * The records of one partition that wait to be processed. Only the head is read: its key, its value and its time,
 * so that a record nobody can read is noticed when its turn comes. Partition time is the largest of those times.
 */
import type { RecordContext } from '../record/record-context.ts'
import { TimestampError } from '../topology/timestamp-error.ts'
import type { TimedRecord } from '../topology/timestamp-extractor.ts'
import { Head } from './head.ts'
import type { IncomingRecords } from './incoming-records.ts'
import type { SourceNode } from './source-node.ts'
import type { Unreadable } from './unreadable.ts'

export interface RecordQueueOptions {
  readonly source: SourceNode
  /** Returns if the record is to be skipped, throws if the task is to fail. */
  readonly onUnreadable: (unreadable: Unreadable) => void
  readonly drop: (reason: 'negative-timestamp') => void
  readonly wallClock: () => number
}

/** Where a record was that has been taken. */
export interface TakenRecord {
  readonly partition: number
  readonly offset: number
}

export class RecordQueue {
  readonly source: SourceNode
  readonly #options: RecordQueueOptions
  /** Those that the head came from, and perhaps the next ones will. */
  #current: IncomingRecords | null = null
  readonly #waiting: (IncomingRecords | null)[] = []
  /** Those before this index are no longer waiting. */
  #start = 0
  #head: Head | null = null
  /** Where the next head is read, and where the one lies that was read last. */
  #place: Head
  #otherPlace: Head
  #partitionTimeMs = -1
  #lastContext: RecordContext | null = null

  constructor(options: RecordQueueOptions) {
    this.source = options.source
    this.#options = options
    this.#place = new Head(options.source)
    this.#otherPlace = new Head(options.source)
  }

  get isEmpty(): boolean {
    return this.#head === null
  }

  /** The time of the head; null if there is none. */
  get headTimestamp(): number | null {
    return this.#head === null ? null : this.#head.record.timestamp
  }

  /** The offset of the head; null if there is none. */
  get headOffset(): number | null {
    return this.#head === null ? null : this.#head.context.offset
  }

  get partitionTimeMs(): number {
    return this.#partitionTimeMs
  }

  /** Goes on where another has left off. */
  resumeAt(partitionTimeMs: number): void {
    this.#partitionTimeMs = Math.max(this.#partitionTimeMs, partitionTimeMs)
  }

  /** Null before the first. */
  get lastTaken(): TakenRecord | null {
    return this.#lastContext
  }

  add(records: IncomingRecords): void {
    if (this.#current === null) this.#current = records
    else this.#waiting.push(records)
    if (this.#head === null) this.#fillHead()
  }

  /** What it gives is good until the next is taken. */
  take(): Head | null {
    const head = this.#head
    if (head === null) return null
    if (head.record.timestamp > this.#partitionTimeMs) this.#partitionTimeMs = head.record.timestamp
    this.#lastContext = head.context
    this.#head = null
    this.#fillHead()
    return head
  }

  #fillHead(): void {
    while (this.#head === null && this.#current !== null) {
      if (!this.#current.next()) this.#current = this.#takeWaiting()
      else if (this.#read(this.#current)) this.#turn()
    }
  }

  #turn(): void {
    const head = this.#place
    this.#head = head
    this.#place = this.#otherPlace
    this.#otherPlace = head
  }

  #takeWaiting(): IncomingRecords | null {
    const next = this.#waiting[this.#start] ?? null
    if (next === null) return null
    this.#waiting[this.#start++] = null
    if (this.#start < 64 || this.#start * 2 < this.#waiting.length) return next
    this.#waiting.splice(0, this.#start)
    this.#start = 0
    return next
  }

  /** False if the record is to be skipped. */
  #read(records: IncomingRecords): boolean {
    const place = this.#place
    if (!place.decode(records, this.#options.onUnreadable)) return false
    const headers = records.record.headers()
    const timestamp = this.#timestampOf(records, place, headers)
    if (!(timestamp >= 0)) {
      this.#options.drop('negative-timestamp')
      return false
    }
    place.complete(records, timestamp, headers)
    return true
  }

  #timestampOf({ topic, partition, record }: IncomingRecords, place: Head, headers: TimedRecord['headers']): number {
    const { name, timestampExtractor } = this.source
    const { offset, timestamp } = record
    const timed = { topic, partition, offset, key: place.decodedKey, value: place.decodedValue, timestamp, headers }
    try {
      return timestampExtractor(timed, this.#partitionTimeMs, this.#options.wallClock)
    } catch (cause) {
      if (cause instanceof TimestampError) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      const problem = `the timestamp extractor of source ${name} failed: ${reason}`
      throw new TimestampError('EXTRACTOR_FAILED', { record: timed, problem, cause })
    }
  }
}
