/**
 * The end of a record's way through a task: its topic is chosen, key and value become bytes, and the partitioner
 * (or Kafka's producer) says where it goes. A record that cannot become bytes is the production handler's.
 */
import { partitionFor } from '@millrace/core/records'
import type { ProductionFailure } from '../failure/failure.ts'
import { failurePlace } from '../processor/failure-place.ts'
import type { Receiver } from '../processor/receiver.ts'
import type { TaskState } from '../processor/task-state.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { type Encoder, encoderOf, type Serde } from '../serde/serde.ts'
import type { SinkPartitioner, StreamPartitioner } from '../topology/stream-partitioner.ts'
import type { TopicChooser } from '../topology/topic-chooser.ts'
import { outgoingRecord, type RecordCollector } from './record-collector.ts'

// biome-ignore lint/suspicious/noExplicitAny: the types of a topology's nodes are checked where it is written, not where it runs
type Any = any

export interface SinkNodeOptions {
  readonly name: string
  readonly topic: string | TopicChooser<Any, Any>
  readonly keySerde: Serde<Any>
  readonly valueSerde: Serde<Any>
  readonly partitioner: SinkPartitioner<Any, Any>
  readonly state: TaskState
  readonly collector: RecordCollector
  /** Returns if the record is to be skipped, throws if the task is to fail. */
  readonly onUnwritable: (failure: ProductionFailure) => void
}

export class SinkNode implements Receiver {
  readonly name: string
  readonly #options: SinkNodeOptions
  readonly #topic: SinkNodeOptions['topic']
  readonly #partitioner: SinkNodeOptions['partitioner']
  readonly #collector: RecordCollector
  readonly #encodeKey: Encoder<Any>
  readonly #encodeValue: Encoder<Any>
  readonly #outgoing = outgoingRecord('', null)

  constructor(options: SinkNodeOptions) {
    const { name, topic, keySerde, valueSerde, partitioner, collector } = options
    this.name = name
    this.#options = options
    this.#topic = topic
    this.#partitioner = partitioner
    this.#collector = collector
    // The bytes of a windowed key are cut for its partition.
    this.#encodeKey = partitioner === 'inner-key' ? (key) => keySerde.serialize(key) : encoderOf(keySerde)
    this.#encodeValue = encoderOf(valueSerde)
  }

  process(record: StreamRecord<Any, Any>): void {
    const outgoing = this.#outgoing
    const { key, value } = record
    outgoing.topic = typeof this.#topic === 'string' ? this.#topic : this.#choose(this.#topic, record)
    let part: 'key' | 'value' = 'key'
    try {
      outgoing.key = key === null ? null : this.#encodeKey(key)
      part = 'value'
      outgoing.value = value === null ? null : this.#encodeValue(value)
    } catch (cause) {
      this.#unwritable(record, part, cause)
      return
    }
    outgoing.timestamp = record.timestamp
    outgoing.headers = record.headers
    outgoing.partition = null
    if (this.#partitioner === null) this.#collector.send(outgoing)
    else if (this.#partitioner === 'inner-key') this.#sendByInnerKey()
    else this.#sendTo(this.#partitioner(record.value, record.key, this.#target()))
  }

  /** As Java's WindowedStreamPartitioner: all windows of a key lie together. */
  #sendByInnerKey(): void {
    const outgoing = this.#outgoing
    if (outgoing.key !== null) {
      const key = outgoing.key as Buffer
      const { keySerde } = this.#options
      outgoing.partition = partitionFor(keySerde.partitionBytes?.(key) ?? key, this.#target().partitions)
    }
    this.#collector.send(outgoing)
  }

  #target(): { readonly topic: string; readonly partitions: number } {
    const { topic } = this.#outgoing
    return { topic, partitions: this.#collector.partitionsOf(topic) }
  }

  #sendTo(places: ReturnType<StreamPartitioner<Any, Any>>): void {
    const outgoing = this.#outgoing
    if (places === null) {
      this.#collector.send(outgoing)
      return
    }
    const all = typeof places === 'number' ? [places] : new Set(places)
    for (const place of all) this.#requirePartition(place)
    for (const place of all) {
      outgoing.partition = place
      this.#collector.send(outgoing)
    }
    if (typeof places !== 'number' && places.length === 0) this.#options.state.drop('no-partition')
  }

  #unwritable(record: StreamRecord<Any, Any>, part: 'key' | 'value', cause: unknown): void {
    const { state, onUnwritable } = this.#options
    const targetTopic = this.#outgoing.topic
    onUnwritable({ kind: 'production', ...failurePlace(state, this.name), part, record, targetTopic, cause })
  }

  #choose(chooser: TopicChooser<Any, Any>, record: StreamRecord<Any, Any>): string {
    const topic: unknown = chooser(record.value, record.key, this.#options.state.recordContext)
    if (typeof topic === 'string' && topic !== '') return topic
    throw new TypeError(`sink ${this.name}: its function is expected to choose the name of a topic, it chose ${topic}`)
  }

  #requirePartition(partition: number): void {
    const { topic, partitions } = this.#target()
    if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return
    throw new RangeError(
      `sink ${this.name}: its partitioner chose partition ${partition} of topic ${topic}, which has 0 to ${partitions - 1}`,
    )
  }
}
