/** What nodes share while they are read: the builder, what is written to which topic, what is known of stores. */
import type { StreamsBuilder } from '@millrace/streams'
import { FormatError } from '../scenario/format-error.ts'
import { isSameKey, type KeyType, type ValueType } from '../types.ts'

export interface RecordType {
  readonly key: KeyType
  readonly value: ValueType
}

/** The types of the records in the topics that are written; a topic has one. */
export class SinkTypes {
  readonly #types = new Map<string, RecordType>()

  add(topic: string, type: RecordType): void {
    const known = this.#types.get(topic)
    if (known !== undefined && !(isSameKey(known.key, type.key) && known.value === type.value)) {
      throw new FormatError(`topic ${topic} is written with two different types`)
    }
    this.#types.set(topic, type)
  }

  /** Undefined for topics that are written as strings, by a topic function or not at all. */
  get(topic: string): RecordType | undefined {
    return this.#types.get(topic)
  }
}

export interface Surroundings {
  readonly builder: StreamsBuilder
  readonly sinks: SinkTypes
  /** Whether a store keeps a time beside each value: those of the DSL do, of others the kind says it. */
  readonly isTimestamped: (store: string) => boolean
  readonly declareStore: (name: string, kind: string) => void
}
