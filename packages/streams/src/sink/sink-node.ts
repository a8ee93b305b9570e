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
import type { Serde } from '../serde/serde.ts'
import type { SinkPartitioner } from '../topology/stream-partitioner.ts'
import type { TopicChooser } from '../topology/topic-chooser.ts'
import type { RecordCollector } from './record-collector.ts'

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

  constructor(options: SinkNodeOptions) {
    this.name = options.name
    this.#options = options
  }

  process(record: StreamRecord<Any, Any>): void {
    const { topic: chosen, keySerde, valueSerde, state } = this.#options
    const topic = typeof chosen === 'string' ? chosen : this.#choose(chosen, record)
    let part: 'key' | 'value' = 'key'
    let key: Buffer | null
    let value: Buffer | null
    try {
      key = record.key === null ? null : keySerde.serialize(record.key)
      part = 'value'
      value = record.value === null ? null : valueSerde.serialize(record.value)
    } catch (cause) {
      const place = failurePlace(state, this.name)
      this.#options.onUnwritable({ kind: 'production', ...place, part, record, targetTopic: topic, cause })
      return
    }
    this.#send(topic, { key, value }, record)
  }

  #send(topic: string, { key, value }: Encoded, record: StreamRecord<Any, Any>): void {
    const { partitioner, state, collector } = this.#options
    const { timestamp, headers } = record
    if (partitioner === null || partitioner === 'inner-key') {
      const partition = partitioner === null || key === null ? null : this.#partitionOfInnerKey(topic, key)
      collector.send({ topic, partition, key, value, timestamp, headers })
      return
    }
    const partitions = collector.partitionsOf(topic)
    const places = partitioner(record.value, record.key, { topic, partitions })
    if (places === null) {
      collector.send({ topic, partition: null, key, value, timestamp, headers })
      return
    }
    const all = typeof places === 'number' ? [places] : new Set(places)
    for (const place of all) this.#requirePartition(place, topic, partitions)
    for (const partition of all) collector.send({ topic, partition, key, value, timestamp, headers })
    if (typeof places !== 'number' && places.length === 0) state.drop('no-partition')
  }

  #choose(chooser: TopicChooser<Any, Any>, record: StreamRecord<Any, Any>): string {
    const topic: unknown = chooser(record.value, record.key, this.#options.state.recordContext)
    if (typeof topic === 'string' && topic !== '') return topic
    throw new TypeError(`sink ${this.name}: its function is expected to choose the name of a topic, it chose ${topic}`)
  }

  #requirePartition(partition: number, topic: string, partitions: number): void {
    if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return
    throw new RangeError(
      `sink ${this.name}: its partitioner chose partition ${partition} of topic ${topic}, which has 0 to ${partitions - 1}`,
    )
  }

  /** As Java's WindowedStreamPartitioner: all windows of a key lie together. */
  #partitionOfInnerKey(topic: string, key: Buffer): number {
    const { keySerde, collector } = this.#options
    return partitionFor(keySerde.partitionBytes?.(key) ?? key, collector.partitionsOf(topic))
  }
}

interface Encoded {
  readonly key: Buffer | null
  readonly value: Buffer | null
}
