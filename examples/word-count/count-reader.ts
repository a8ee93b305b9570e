/**
 * Who wants to know the counts: reads what the application has committed, and keeps the last count of each word. It is
 * the client of `@millrace/core`; a reader with kafkajs or in Java would see the same.
 */
import { setTimeout } from 'node:timers/promises'
import { Consumer, partitionName, type TopicPartition } from '@millrace/core'
import { counts as topic } from './topology.ts'

const LOOK_EVERY_MS = 10

export class CountReader implements AsyncDisposable {
  readonly #consumer: Consumer<string, number>
  readonly #counts = new Map<string, number>()
  readonly #partitions: readonly TopicPartition[]
  readonly #reading: Promise<void>
  #words = 0
  #changes = 0

  constructor(brokers: readonly string[], { partitions }: { partitions: number }) {
    const { key, value } = topic
    this.#partitions = Array.from({ length: partitions }, (_, partition) => ({ topic: topic.name, partition }))
    this.#consumer = new Consumer({
      brokers,
      topics: [topic.name],
      from: 'earliest',
      isolation: 'read_committed', // what an aborted transaction has written is never seen
      deserializers: {
        key: (bytes) => key.deserialize(bytes as Buffer),
        value: (bytes) => value.deserialize(bytes as Buffer),
      },
    })
    this.#reading = this.#read()
  }

  /** The last count of each word. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  /** All counts together. */
  get words(): number {
    return this.#words
  }

  /** So many records of counts have come. */
  get changes(): number {
    return this.#changes
  }

  /** Reads on until everything has come that is in the topic now. */
  async readToEnd(): Promise<void> {
    const ends = await this.#consumer.endOffsets(this.#partitions)
    const isBehind = (one: TopicPartition) => (this.#consumer.position(one) ?? 0) < (ends.get(partitionName(one)) ?? 0)
    while (this.#partitions.some(isBehind)) await setTimeout(LOOK_EVERY_MS)
  }

  async #read(): Promise<void> {
    for await (const { key, value } of this.#consumer) {
      this.#words += value - (this.#counts.get(key) ?? 0)
      this.#counts.set(key, value)
      this.#changes += 1
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#consumer.close()
    await this.#reading
  }
}
