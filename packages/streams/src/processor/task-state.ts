/**
 * What the nodes of one task share while records run through them: the record's context, both clocks, the stores,
 * and what processors have asked for. A task runs on one thread and processes one record at a time.
 */
import type { ProcessingFailure } from '../failure/failure.ts'
import type { FailurePolicy } from '../failure/failure-policy.ts'
import { contextWithoutRecord, type RecordContext } from '../record/record-context.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import { PendingWork } from './pending/pending-work.ts'
import type { SourceBytes } from './processor-context.ts'
import { Punctuations } from './punctuations.ts'

/** A policy goes before what the application says. */
type OnProcessingFailure = (failure: ProcessingFailure, policy?: FailurePolicy<ProcessingFailure>) => void

export interface TaskStateOptions {
  readonly applicationId: string
  readonly taskId: string
  /** What the application was configured with for its own processors. */
  readonly appConfig?: Readonly<Record<string, unknown>>
  readonly wallClock: () => number
  /** How often, by the wall clock, an operator looks for results that time has made final. */
  readonly emitIntervalMs: number
  /** Stores that every instance holds whole; any processor may read them. */
  readonly globalStores: ReadonlyMap<string, StateStore>
  /** Returns if the node's branch is to be skipped, throws if the task is to fail. */
  readonly onFailure: OnProcessingFailure
  /** Whether it feeds global stores: then there is neither stream time nor punctuation. Default: no. */
  readonly isGlobal?: boolean
}

export class TaskState {
  readonly applicationId: string
  readonly taskId: string
  readonly appConfig: Readonly<Record<string, unknown>>
  readonly wallClock: () => number
  readonly onFailure: OnProcessingFailure
  readonly emitIntervalMs: number
  readonly isGlobal: boolean
  readonly globalStores: ReadonlyMap<string, StateStore>
  readonly stores = new Map<string, StateStore>()
  readonly streamTimePunctuations = new Punctuations()
  readonly wallClockPunctuations = new Punctuations()
  readonly pendingWork: PendingWork
  /** Up to which time windows have been told as closed, by store; committed with the offsets. */
  readonly closeTimes = new Map<string, number>()
  /** Records that were dropped, by reason. */
  readonly dropped = new Map<string, number>()
  recordContext: RecordContext = contextWithoutRecord(0)
  /** The record that is in work, or was last. */
  sourceRecord: SourceBytes | null = null
  /** The largest timestamp taken for processing. */
  streamTimeMs = -1
  /** Whether the task is in the middle of something, so that records may be forwarded. */
  isAtWork = true
  /** The store whose cache is being written out for a commit. */
  flushedStore: string | null = null
  /** A processor has asked for a commit. */
  isCommitRequested = false

  constructor(options: TaskStateOptions) {
    this.applicationId = options.applicationId
    this.taskId = options.taskId
    this.appConfig = options.appConfig ?? {}
    this.wallClock = options.wallClock
    this.pendingWork = new PendingWork(options.wallClock)
    this.onFailure = options.onFailure
    this.emitIntervalMs = options.emitIntervalMs
    this.globalStores = options.globalStores
    this.isGlobal = options.isGlobal ?? false
  }

  drop(reason: string): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1)
  }
}
