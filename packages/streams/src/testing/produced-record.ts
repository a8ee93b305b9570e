/**
 * A record that a topology wrote, in bytes. They lie among those of other records, and views of them are made for
 * those who look: most records of a test are read by the topology itself, or by nobody.
 */
import type { Headers } from '../record/headers.ts'
import type { Decoder } from '../serde/serde.ts'
import type { OutgoingRecord } from '../sink/record-collector.ts'
import type { ByteBlocks } from './byte-blocks.ts'

export class ProducedRecord {
  readonly topic: string
  /** Null where the producer would set it, as in the changelogs of suppressions. */
  readonly timestamp: number | null
  readonly headers: Headers
  readonly #block: Buffer
  readonly #keyStart: number
  /** -1 if there is no key. */
  readonly #keyEnd: number
  readonly #valueStart: number
  readonly #valueEnd: number

  constructor({ topic, key, value, timestamp, headers }: OutgoingRecord, blocks: ByteBlocks) {
    this.topic = topic
    this.timestamp = timestamp
    this.headers = headers
    blocks.makeRoom(key, value)
    this.#block = blocks.block
    this.#keyStart = blocks.at
    this.#keyEnd = key === null ? -1 : blocks.write(key)
    this.#valueStart = blocks.at
    this.#valueEnd = value === null ? -1 : blocks.write(value)
  }

  get key(): Buffer | null {
    return this.readKey(view)
  }

  get value(): Buffer | null {
    return this.readValue(view)
  }

  readKey<T>(read: Decoder<T>): T | null {
    return this.#keyEnd < 0 ? null : read(this.#block, this.#keyStart, this.#keyEnd)
  }

  readValue<T>(read: Decoder<T>): T | null {
    return this.#valueEnd < 0 ? null : read(this.#block, this.#valueStart, this.#valueEnd)
  }
}

function view(bytes: Buffer, start: number, end: number): Buffer {
  return bytes.subarray(start, end)
}
