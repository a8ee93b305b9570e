/**
 * Where the records go that a task writes: to its outputs, repartition topics and changelogs. In the runtime that is
 * a producer, in tests a list. A record that is given away here is written in the order of giving.
 */
import type { Headers } from '../record/headers.ts'

export interface OutgoingRecord {
  readonly topic: string
  /** Null for the partition that Kafka's producer would choose. */
  readonly partition: number | null
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** Null for the time at which it is sent. */
  readonly timestamp: number | null
  readonly headers: Headers
}

export interface RecordCollector {
  /** How many partitions a topic has. */
  partitionsOf(topic: string): number
  send(record: OutgoingRecord): void
}
