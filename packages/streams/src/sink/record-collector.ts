/**
 * Where the records go that a task writes: to its outputs, repartition topics and changelogs. In the runtime that is
 * a producer, in tests a list. A record that is given away here is written in the order of giving.
 */
import { type Headers, noHeaders } from '../record/headers.ts'
import type { Encoded } from '../serde/serde.ts'

export interface OutgoingRecord {
  readonly topic: string
  /** Null for the partition that Kafka's producer would choose. */
  readonly partition: number | null
  readonly key: Encoded | null
  readonly value: Encoded | null
  /** Null for the time at which it is sent. */
  readonly timestamp: number | null
  readonly headers: Headers
}

export interface RecordCollector {
  /** How many partitions a topic has. */
  partitionsOf(topic: string): number
  /** Copies what it keeps before it returns: who sends uses the record again, and the serde the bytes. */
  send(record: OutgoingRecord): void
}

/** A record as its sender has it, who fills it anew for each that is sent. */
export type ReusedRecord = { -readonly [Field in keyof OutgoingRecord]: OutgoingRecord[Field] }

export function outgoingRecord(topic: string, partition: number | null): ReusedRecord {
  return { topic, partition, key: null, value: null, timestamp: null, headers: noHeaders }
}
