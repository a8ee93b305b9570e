/** Where a record enters a task: its bytes become key and value, its time is extracted, its children are given it. */
import type { Parent, Receiver } from '../processor/receiver.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { type Decoder, decoderOf, type Serde } from '../serde/serde.ts'
import type { TimestampExtractor } from '../topology/timestamp-extractor.ts'

// biome-ignore lint/suspicious/noExplicitAny: the types of a topology's nodes are checked where it is written, not where it runs
type Any = any

export interface SourceNodeOptions {
  readonly name: string
  readonly keySerde: Serde<Any>
  readonly valueSerde: Serde<Any>
  readonly timestampExtractor: TimestampExtractor
}

export class SourceNode implements Parent {
  readonly name: string
  readonly decodeKey: Decoder<unknown>
  readonly decodeValue: Decoder<unknown>
  readonly timestampExtractor: TimestampExtractor
  readonly #children: Receiver[] = []

  constructor({ name, keySerde, valueSerde, timestampExtractor }: SourceNodeOptions) {
    this.name = name
    this.decodeKey = decoderOf(keySerde)
    this.decodeValue = decoderOf(valueSerde)
    this.timestampExtractor = timestampExtractor
  }

  addChild(child: Receiver): void {
    this.#children.push(child)
  }

  /** The task's record context is this record's already. */
  process(record: StreamRecord<Any, Any>): void {
    const children = this.#children
    for (let index = 0; index < children.length; index++) (children[index] as Receiver).process(record)
  }
}
