/** A topic by which a test gives records to a topology. */
import { type Headers, noHeaders } from '../record/headers.ts'
import { serializeNullable } from '../serde/serde.ts'
import type { TopicOf } from '../topology/topic.ts'
import type { PipedRecord } from './driven-record.ts'

export interface SendOptions {
  /** Milliseconds since 1970. Default: 0, or where the topic's own time stands. */
  readonly timestamp?: number
  readonly headers?: Headers
}

export class InputTopic<K, V> {
  readonly #topic: TopicOf<K, V>
  readonly #pipe: (record: PipedRecord) => void
  #timeMs = 0
  #stepMs = 0

  constructor(topic: TopicOf<K, V>, pipe: (record: PipedRecord) => void) {
    this.#topic = topic
    this.#pipe = pipe
  }

  /** Records without a timestamp of their own get this one, and each next one so many milliseconds more. */
  startAt(timestamp: number, stepMs = 0): this {
    this.#timeMs = timestamp
    this.#stepMs = stepMs
    return this
  }

  send(key: K | null, value: V | null, { timestamp, headers = noHeaders }: SendOptions = {}): void {
    const { name } = this.#topic
    const bytes = { key: serializeNullable(this.#topic.key, key), value: serializeNullable(this.#topic.value, value) }
    const time = timestamp ?? this.#timeMs
    if (timestamp === undefined) this.#timeMs += this.#stepMs
    this.#pipe({ topic: name, ...bytes, timestamp: time, headers })
  }

  sendAll(records: Iterable<readonly [K | null, V | null]>): void {
    for (const [key, value] of records) this.send(key, value)
  }
}
