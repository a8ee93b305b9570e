/**
 * A record on its way into a driven topology, by itself: one that a test pipes in, or one that the topology wrote to a
 * topic which it reads. All topics have one partition.
 */
import type { Headers } from '../record/headers.ts'
import type { Decoder } from '../serde/serde.ts'
import type { IncomingRecord, IncomingRecords } from '../source/incoming-records.ts'
import { ProducedRecord } from './produced-record.ts'

/** A record as a test pipes it in. */
export interface PipedRecord {
  readonly topic: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Negative if there is none. */
  readonly timestamp: number
  readonly headers: Headers
}

export class DrivenRecord implements IncomingRecords, IncomingRecord {
  readonly topic: string
  readonly partition = 0
  readonly offset: number
  readonly timestamp: number
  readonly #from: PipedRecord | ProducedRecord
  #isTaken = false

  constructor(from: PipedRecord | ProducedRecord, { offset, timestamp }: { offset: number; timestamp: number }) {
    this.topic = from.topic
    this.offset = offset
    this.timestamp = timestamp
    this.#from = from
  }

  get record(): this {
    return this
  }

  next(): boolean {
    const isFirst = !this.#isTaken
    this.#isTaken = true
    return isFirst
  }

  readKey<T>(read: Decoder<T>): T | null {
    const from = this.#from
    return from instanceof ProducedRecord ? from.readKey(read) : readAll(from.key, read)
  }

  readValue<T>(read: Decoder<T>): T | null {
    const from = this.#from
    return from instanceof ProducedRecord ? from.readValue(read) : readAll(from.value, read)
  }

  headers(): Headers {
    return this.#from.headers
  }
}

function readAll<T>(bytes: Buffer | null, read: Decoder<T>): T | null {
  return bytes === null ? null : read(bytes, 0, bytes.length)
}
