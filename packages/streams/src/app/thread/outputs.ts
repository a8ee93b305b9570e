/**
 * Where the tasks of a thread write: straight into the batches of its producer, partition by partition. It knows behind
 * which offset the last record lies that brokers have acknowledged, since that is what a state on disk stands for. A
 * topic whose partitions were not known when writing began is left to the producer as a whole, so that no record
 * overtakes another.
 */
import { type ClientError, type PartitionWriter, type Producer, partitionOfKey } from '@millrace/core'
import type { Clock } from '@millrace/core/host'
import type { OutgoingRecord, RecordCollector } from '../../sink/record-collector.ts'

export interface OutputsOptions {
  readonly producer: Producer
  readonly clock: Clock
  /** Begins a transaction where one is needed and none is open; null where records count at once. */
  readonly transaction: { readonly isOpen: boolean; begin(): void } | null
}

class PartitionOutput {
  readonly writer: PartitionWriter
  /** Behind the last record that was acknowledged; null where none was, or its place is not known. */
  endOffset: number | null = null

  constructor(writer: PartitionWriter, onFailure: (problem: ClientError) => void) {
    this.writer = writer
    writer.onBatch(({ error, baseOffset, recordCount }) => {
      if (error !== null) onFailure(error)
      else if (baseOffset >= 0) this.endOffset = baseOffset + recordCount
    })
  }
}

export class Outputs implements RecordCollector {
  readonly #options: OutputsOptions
  /** The partitions of topics whose numbers of partitions are known. */
  readonly #counts = new Map<string, number>()
  readonly #topics = new Map<string, PartitionOutput[]>()
  #isFull = false
  #failure: ClientError | null = null

  constructor(options: OutputsOptions) {
    this.#options = options
  }

  /** Whether it is time to wait for `ready`. */
  get isFull(): boolean {
    return this.#isFull
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.#options.producer.ready({ signal })
    this.#isFull = false
  }

  /** Learns how many partitions topics have. Those that nobody knows in time are left to the producer. */
  async learn(topics: Iterable<string>): Promise<void> {
    const unknown = [...new Set(topics)].filter((topic) => !this.#counts.has(topic))
    const learnt = unknown.map(async (topic) => {
      this.#counts.set(topic, await this.#options.producer.partitionCount(topic))
    })
    await Promise.allSettled(learnt)
  }

  partitionsOf(topic: string): number {
    const count = this.#counts.get(topic)
    if (count !== undefined) return count
    throw new RangeError(`topic ${topic}: expected to know its number of partitions, no broker has told it yet`)
  }

  send(record: OutgoingRecord): void {
    const { transaction } = this.#options
    if (transaction !== null && !transaction.isOpen) transaction.begin()
    const partition = record.partition ?? this.#partitionOf(record)
    if (partition === null) return this.#leaveToProducer(record)
    const { writer } = this.#output(record.topic, partition)
    const timestamp = record.timestamp ?? this.#options.clock.nowMs()
    const { key, value, headers } = record
    const hasRoom =
      headers.length === 0
        ? writer.append(key, value, timestamp)
        : writer.appendWith({ key, value, timestamp, headers })
    if (!hasRoom) this.#isFull = true
  }

  /** Behind the last record of a partition that brokers have acknowledged; null where there is none. */
  endOf(topic: string, partition: number): number | null {
    return this.#topics.get(topic)?.[partition]?.endOffset ?? null
  }

  /** What was written does not count: neither what was acknowledged of it, nor what failed. */
  forget(): void {
    this.#failure = null
    for (const partitions of this.#topics.values()) for (const one of partitions) if (one) one.endOffset = null
  }

  /** @throws the first failure of a record since the last call */
  throwFailure(): void {
    const failure = this.#failure
    this.#failure = null
    if (failure !== null) throw failure
  }

  /** As the producer would choose it; null where only the producer can. */
  #partitionOf({ topic, key }: OutgoingRecord): number | null {
    if (key === null) return null
    const count = this.#counts.get(topic)
    return count === undefined ? null : partitionOfKey(key, count)
  }

  #leaveToProducer({ topic, key, value, timestamp, headers }: OutgoingRecord): void {
    const { producer, clock } = this.#options
    const hasRoom = producer.send({ topic, key, value, timestamp: timestamp ?? clock.nowMs(), headers })
    if (!hasRoom) this.#isFull = true
  }

  #output(topic: string, partition: number): PartitionOutput {
    let partitions = this.#topics.get(topic)
    if (partitions === undefined) {
      partitions = []
      this.#topics.set(topic, partitions)
    }
    const known = partitions[partition]
    if (known !== undefined) return known
    const writer = this.#options.producer.partitionWriter(topic, partition)
    const made = new PartitionOutput(writer, (problem) => {
      this.#failure ??= problem
    })
    partitions[partition] = made
    return made
  }
}
