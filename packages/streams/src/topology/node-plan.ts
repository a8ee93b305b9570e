/**
 * The nodes of a topology as it is planned: plain data, from which each task makes its own running nodes.
 * Topics are named as the program names them; internal ones get the application's prefix when a task is made.
 */
import type { FixedKeyProcessor, Processor } from '../processor/processor.ts'
import type { Serde } from '../serde/serde.ts'
import type { SinkPartitioner } from './stream-partitioner.ts'
import type { TimestampExtractor } from './timestamp-extractor.ts'
import type { TopicChooser } from './topic-chooser.ts'

// biome-ignore lint/suspicious/noExplicitAny: a plan joins nodes of all types; those who write it check them
type Any = any

/** Where reading starts when nothing is committed: at one end, not at all, or so many milliseconds ago. */
export type OffsetReset = 'earliest' | 'latest' | 'none' | { readonly agoMs: number }

export interface SourcePlan {
  readonly kind: 'source'
  readonly name: string
  /** Empty where there is a pattern. */
  readonly topics: readonly string[]
  readonly pattern: RegExp | null
  readonly keySerde: Serde<Any> | null
  readonly valueSerde: Serde<Any> | null
  /** Null for the application's own. */
  readonly timestampExtractor: TimestampExtractor | null
  readonly offsetReset: OffsetReset | null
}

export interface ProcessorPlan {
  readonly kind: 'processor'
  readonly name: string
  readonly parents: readonly string[]
  readonly supplier: () => Processor<Any, Any, Any, Any> | FixedKeyProcessor<Any, Any, Any>
  /** Whether it may not change keys. */
  readonly isFixedKey: boolean
  /** Names of the stores that it is connected to, in the order of connection. */
  readonly stores: Set<string>
}

export interface SinkPlan {
  readonly kind: 'sink'
  readonly name: string
  readonly parents: readonly string[]
  readonly topic: string | TopicChooser<Any, Any>
  readonly keySerde: Serde<Any> | null
  readonly valueSerde: Serde<Any> | null
  /** Null for Kafka's own. */
  readonly partitioner: SinkPartitioner<Any, Any>
}

export type NodePlan = SourcePlan | ProcessorPlan | SinkPlan
