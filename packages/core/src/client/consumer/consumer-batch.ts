/** Records of one partition that came together, for a program that works on many at a time. Read once, in order. */
import type { FetchedBatch } from '../fetching/fetched-batch.ts'
import { ConsumerRecord, type Deserializers } from './consumer-record.ts'

export class ConsumerBatch<Key, Value> implements Iterable<ConsumerRecord<Key, Value>> {
  readonly topic: string
  readonly partition: number
  readonly #batch: FetchedBatch
  readonly #deserializers: Deserializers<Key, Value>

  constructor(batch: FetchedBatch, deserializers: Deserializers<Key, Value>) {
    this.topic = batch.topic
    this.partition = batch.partition
    this.#batch = batch
    this.#deserializers = deserializers
  }

  /** The batch itself, for whoever wants no object a record. */
  get raw(): FetchedBatch {
    return this.#batch
  }

  *[Symbol.iterator](): Generator<ConsumerRecord<Key, Value>> {
    while (this.#batch.next()) yield new ConsumerRecord(this.#batch, this.#deserializers)
  }
}
