/**
 * What went wrong with a record, and where: what the error handlers of an application are given to judge by.
 * There are three kinds, by what the task was about to do: read it, process it, or write what came of it.
 */
import type { Headers } from '../record/headers.ts'

/** Where a task was when something went wrong. */
export interface FailurePlace {
  readonly node: string
  readonly taskId: string
  /** Of the record that was read from a topic; null in a punctuation. */
  readonly topic: string | null
  /** -1 in a punctuation. */
  readonly partition: number
  /** -1 in a punctuation. */
  readonly offset: number
  readonly timestamp: number
  readonly headers: Headers
  /** The bytes of the record that was read; null where it had none, and where it is no longer in work. */
  readonly rawKey: Buffer | null
  readonly rawValue: Buffer | null
  /** The store whose cache was being written out, if it was: the record is one that has been processed before. */
  readonly flushedStore: string | null
}

interface Failed extends FailurePlace {
  /** What was thrown. */
  readonly cause: unknown
}

/** A record whose bytes a source could not read. */
export interface DeserializationFailure extends Failed {
  readonly kind: 'deserialization'
  readonly part: 'key' | 'value'
}

/** A record, or a punctuation, that a processor failed on. */
export interface ProcessingFailure extends Failed {
  readonly kind: 'processing'
  /** What the processor was given; null in a punctuation. */
  readonly record: { readonly key: unknown; readonly value: unknown } | null
}

/** A record that could not be written. */
export interface ProductionFailure extends Failed {
  readonly kind: 'production'
  /** What could not be turned into bytes; null where the topic did not take the record. */
  readonly part: 'key' | 'value' | null
  readonly record: { readonly key: unknown; readonly value: unknown; readonly timestamp: number }
  readonly targetTopic: string
}

export type Failure = DeserializationFailure | ProcessingFailure | ProductionFailure
