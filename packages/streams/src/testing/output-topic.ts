/** What a topology wrote to a topic, read with the topic's serdes; each record can be read once. */
import type { Headers } from '../record/headers.ts'
import { deserializeNullable } from '../serde/serde.ts'
import type { TopicOf } from '../topology/topic.ts'

export interface OutputRecord<K, V> {
  readonly key: K | null
  readonly value: V | null
  /** -1 where the producer would set it, as in the changelogs of suppressions. */
  readonly timestamp: number
  readonly headers: Headers
}

interface Bytes {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number | null
  readonly headers: Headers
}

export class OutputTopic<K, V> {
  readonly #topic: TopicOf<K, V>
  readonly #unread: Bytes[]

  /** @param unread what has not been read yet; reading takes it out */
  constructor(topic: TopicOf<K, V>, unread: Bytes[]) {
    this.#topic = topic
    this.#unread = unread
  }

  get size(): number {
    return this.#unread.length
  }

  /** The next record; undefined if there is none. */
  read(): OutputRecord<K, V> | undefined {
    const bytes = this.#unread.shift()
    return bytes === undefined ? undefined : this.#decode(bytes)
  }

  /** All records that have not been read yet. */
  readAll(): OutputRecord<K, V>[] {
    return this.#unread.splice(0).map((bytes) => this.#decode(bytes))
  }

  /** The values of all records that have not been read yet. */
  readValues(): (V | null)[] {
    return this.readAll().map(({ value }) => value)
  }

  /** The last value of each key, of all records that have not been read yet. */
  readTable(): Map<K | null, V | null> {
    return new Map(this.readAll().map(({ key, value }) => [key, value]))
  }

  #decode({ key, value, timestamp, headers }: Bytes): OutputRecord<K, V> {
    const { key: keySerde, value: valueSerde } = this.#topic
    return {
      key: deserializeNullable(keySerde, key),
      value: deserializeNullable(valueSerde, value),
      timestamp: timestamp ?? -1,
      headers,
    }
  }
}
