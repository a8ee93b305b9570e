/**
 * The end of a record's way through a task: its topic is chosen, key and value become bytes, and the partitioner
 * (or Kafka's producer) says where it goes. A record that cannot become bytes is the production handler's.
 */
import { partitionFor } from '@millrace/core/records'
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
}

export class SinkNode implements Receiver {
  readonly name: string
  readonly #options: SinkNodeOptions

  constructor(options: SinkNodeOptions) {
    this.name = options.name
    this.#options = options
  }

  process(record: StreamRecord<Any, Any>): void {
    const { topic: chosen, keySerde, valueSerde, partitioner, state, collector } = this.#options
    const { timestamp, headers } = record
    const topic = typeof chosen === 'string' ? chosen : chosen(record.value, record.key, state.recordContext)
    const key = record.key === null ? null : keySerde.serialize(record.key)
    const value = record.value === null ? null : valueSerde.serialize(record.value)
    if (partitioner === null || partitioner === 'inner-key') {
      const partition = partitioner === null || key === null ? null : this.#partitionOfInnerKey(topic, key)
      collector.send({ topic, partition, key, value, timestamp, headers })
      return
    }
    const places = partitioner(record.value, record.key, { topic, partitions: collector.partitionsOf(topic) })
    if (places === null || typeof places === 'number') {
      collector.send({ topic, partition: places, key, value, timestamp, headers })
      return
    }
    if (places.length === 0) state.drop('no-partition')
    for (const partition of places) collector.send({ topic, partition, key, value, timestamp, headers })
  }

  /** As Java's WindowedStreamPartitioner: all windows of a key lie together. */
  #partitionOfInnerKey(topic: string, key: Buffer): number {
    const { keySerde, collector } = this.#options
    return partitionFor(keySerde.partitionBytes?.(key) ?? key, collector.partitionsOf(topic))
  }
}
