/** A record as a program gets it. Its key, value and headers are read, and deserialized, when they are first asked for. */
import type { RecordHeader } from '../../records/headers.ts'
import type { RecordSnapshot } from '../../records/record-snapshot.ts'
import type { FetchedBatch } from '../fetching/fetched-batch.ts'

/** Makes a key or value of bytes, which may be null. */
export type Deserializer<Value> = (bytes: Buffer | null) => Value

export interface Deserializers<Key, Value> {
  readonly key: Deserializer<Key>
  readonly value: Deserializer<Value>
}

export class ConsumerRecord<Key = Buffer | null, Value = Buffer | null> {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since 1970; -1 for none. */
  readonly timestamp: number
  readonly leaderEpoch: number
  readonly #snapshot: RecordSnapshot
  readonly #deserializers: Deserializers<Key, Value>
  #key: Key | undefined
  #value: Value | undefined
  #headers: readonly RecordHeader[] | undefined

  constructor(batch: FetchedBatch, deserializers: Deserializers<Key, Value>) {
    const snapshot = batch.record.snapshot()
    this.topic = batch.topic
    this.partition = batch.partition
    this.offset = snapshot.offset
    this.timestamp = snapshot.timestamp
    this.leaderEpoch = batch.leaderEpoch
    this.#snapshot = snapshot
    this.#deserializers = deserializers
  }

  get key(): Key {
    if (this.#key === undefined) this.#key = this.#deserializers.key(this.#snapshot.key())
    return this.#key
  }

  /** Null for a record that deletes its key, unless the deserializer makes something of it. */
  get value(): Value {
    if (this.#value === undefined) this.#value = this.#deserializers.value(this.#snapshot.value())
    return this.#value
  }

  /** In their order; a name may be there twice, and a value may be null. */
  get headers(): readonly RecordHeader[] {
    this.#headers ??= this.#snapshot.headers()
    return this.#headers
  }
}
