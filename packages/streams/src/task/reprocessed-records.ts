/** Records of a global store's topic that are processed again while the store is restored: one at a time, as a task is given them. */
import type { Headers } from '../record/headers.ts'
import type { Decoder } from '../serde/serde.ts'
import type { IncomingRecord, IncomingRecords } from '../source/incoming-records.ts'
import type { RestoredRecord } from '../store/contract/state-store.ts'

export class ReprocessedRecords implements IncomingRecords, IncomingRecord {
  readonly topic: string
  partition = -1
  #current: RestoredRecord | null = null
  #isTaken = true

  constructor(topic: string) {
    this.topic = topic
  }

  /** Makes a record the next one. */
  give(record: RestoredRecord, partition: number): this {
    this.#current = record
    this.partition = partition
    this.#isTaken = false
    return this
  }

  get record(): this {
    return this
  }

  next(): boolean {
    const isNew = !this.#isTaken
    this.#isTaken = true
    return isNew
  }

  get offset(): number {
    return this.#given.offset
  }

  get timestamp(): number {
    return this.#given.timestamp
  }

  readKey<T>(read: Decoder<T>): T | null {
    return readAll(this.#given.key(), read)
  }

  readValue<T>(read: Decoder<T>): T | null {
    return readAll(this.#given.value(), read)
  }

  headers(): Headers {
    return this.#given.headers()
  }

  get #given(): RestoredRecord {
    return this.#current as RestoredRecord
  }
}

function readAll<T>(bytes: Buffer | null, read: Decoder<T>): T | null {
  return bytes === null ? null : read(bytes, 0, bytes.length)
}
