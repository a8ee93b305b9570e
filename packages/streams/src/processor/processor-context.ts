/**
 * What a processor may ask of the task that it runs in: where its record came from, what time it is, its stores;
 * and what it may tell it: records for its children, punctuations, the wish for a commit.
 */
import type { ProcessingFailure } from '../failure/failure.ts'
import type { FailurePolicy } from '../failure/failure-policy.ts'
import type { FixedKeyRecord } from '../record/fixed-key-record.ts'
import type { RecordContext } from '../record/record-context.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import type { Duration } from '../time/duration.ts'
import type { PendingWork } from './pending/pending-work.ts'

/** Where the record that is being processed was read; in a punctuation the topic is null, the rest -1. */
export interface RecordMetadata {
  readonly topic: string | null
  readonly partition: number
  readonly offset: number
}

/** 'stream-time' goes on with the timestamps of records, 'wall-clock-time' by itself. */
export type PunctuationType = 'stream-time' | 'wall-clock-time'

export interface PunctuationOptions {
  readonly every: Duration
  readonly type: PunctuationType
  /**
   * The grid of firings has a line here, and the first is due at it or, if it is past, at the next line ahead.
   * Without it stream time's grid begins at 0, wall clock's at registration.
   */
  readonly startMs?: number
}

/** Called with the time for which it is due. */
export type Punctuator = (timestamp: number) => void

export interface Cancellable {
  cancel(): void
}

/** What of its task everything sees that runs in it. */
export interface TaskView {
  readonly applicationId: string
  /** `<sub-topology>_<partition>`. */
  readonly taskId: string
  /** What the application was configured with for its own processors. */
  readonly appConfig: Readonly<Record<string, unknown>>
  readonly recordMetadata: RecordMetadata
  /** The largest timestamp that the task has seen; -1 before the first record. */
  readonly currentStreamTimeMs: number
  readonly currentSystemTimeMs: number
  /** @throws TopologyError if the processor is not connected to a store of this name */
  getStateStore<Store extends StateStore>(name: string): Store
  schedule(options: PunctuationOptions, punctuator: Punctuator): Cancellable
  /** Asks for a commit soon; it has not happened when this returns. */
  commit(): void
  /** Counts a record that the processor drops on purpose. */
  dropped(reason: string): void
}

export interface ProcessorContext<KOut, VOut> extends TaskView {
  /** To all children in the order in which they were added, or to the one that is named. */
  forward(record: StreamRecord<KOut, VOut>, child?: string): void
}

export interface FixedKeyProcessorContext<K, VOut> extends TaskView {
  forward(record: FixedKeyRecord<K, VOut>, child?: string): void
}

/** A record that an operator goes on with later than it came. */
export interface Suspended {
  readonly record: StreamRecord<unknown, unknown>
  readonly recordContext: RecordContext
  readonly sourceRecord: SourceBytes | null
}

/** The record that was read from a topic, as its bytes; that of a task is used again for the next one. */
export interface SourceBytes {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
}

export interface ResumeOptions {
  readonly action: () => void
  /** Instead of what the application says of processing errors. */
  readonly onError?: FailurePolicy<ProcessingFailure> | undefined
}

/** What the library's own operators see besides. */
export interface OperatorContext<KOut, VOut> extends ProcessorContext<KOut, VOut> {
  /** Where an operator puts what has to be waited for. */
  readonly pendingWork: PendingWork
  /** The record, with all that is needed to go on with it later. */
  suspend(record: StreamRecord<unknown, unknown>): Suspended
  /** Acts in the context of a record of earlier; what is thrown is this node's failure on that record. */
  resume(suspended: Suspended, options: ResumeOptions): void
  /** How often, by the wall clock, an operator looks for results that time has made final. */
  readonly emitIntervalMs: number
  /** Set by an operator that works on a record of earlier, and put back after. */
  recordContext: RecordContext
  /**
   * Up to which time windows have been told as closed, by store. It is committed with the offsets, so that after
   * a restart nothing is told again.
   */
  readonly closeTimes: Map<string, number>
}
