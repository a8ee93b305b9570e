/**
 * The short way into one partition, for those who encode and partition by themselves, such as the streams runtime:
 * between `append` and the batch's bytes there is nothing but the question whether records are taken.
 */
import type { HeaderToWrite } from '../../records/headers.ts'
import { channels } from '../diagnostics.ts'
import type { BufferMemory } from './buffer-memory.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { ProducerGate } from './producer-gate.ts'
import type { BatchListener, Delivered, RecordField } from './record.ts'

export class PartitionWriter {
  readonly #queue: PartitionQueue
  readonly #gate: ProducerGate
  readonly #memory: BufferMemory
  readonly #clientId: string

  constructor(queue: PartitionQueue, parts: { gate: ProducerGate; memory: BufferMemory; clientId: string }) {
    this.#queue = queue
    this.#gate = parts.gate
    this.#memory = parts.memory
    this.#clientId = parts.clientId
  }

  get topic(): string {
    return this.#queue.topic
  }

  get partition(): number {
    return this.#queue.partition
  }

  /**
   * Takes a record. False says: taken, and now wait for the producer's `ready()`.
   *
   * @throws what `Producer.send` throws.
   */
  append(key: RecordField, value: RecordField, timestamp: number): boolean {
    this.#gate.pass()
    this.#queue.appendPair(key, value, timestamp)
    if (channels.send.hasSubscribers) this.#tellSent(timestamp)
    return !this.#memory.isFull
  }

  /** The same with headers, and with somebody who wants to hear of this record. */
  appendWith(record: {
    readonly key: RecordField
    readonly value: RecordField
    readonly timestamp: number
    readonly headers?: readonly HeaderToWrite[] | undefined
    readonly onDelivered?: Delivered | undefined
  }): boolean {
    this.#gate.pass()
    const { key, value, timestamp, headers, onDelivered: delivered } = record
    const batch = this.#queue.append({ key, value, timestamp, headers })
    if (channels.send.hasSubscribers) this.#tellSent(timestamp)
    if (delivered !== undefined) batch.deliveries.push({ index: batch.recordCount - 1, timestamp, delivered })
    return !this.#memory.isFull
  }

  #tellSent(timestamp: number): void {
    channels.send.publish({ clientId: this.#clientId, topic: this.topic, partition: this.partition, timestamp })
  }

  /** Who hears of each batch of the partition, which counts as having been told of its records. */
  onBatch(listener: BatchListener | null): void {
    this.#queue.listener = listener
  }
}
