/**
 * The work of one partition group: takes records in the order of their times, sends each through the nodes, fires
 * the punctuations that fall due, and writes out what caches hold back when it is told to commit. It knows no
 * broker; whoever owns it brings records, time and a place for what it writes. Its stores are open at once, so that
 * they can be restored; its processors begin when it is started.
 */

import type { Failure, ProcessingFailure, ProductionFailure } from '../failure/failure.ts'
import { FailureHandling } from '../failure/failure-handling.ts'
import type { FailureAnswer, FailurePolicy } from '../failure/failure-policy.ts'
import { isTaskError, ProcessingError } from '../failure/task-error.ts'
import { failurePlace } from '../processor/failure-place.ts'
import type { Punctuations } from '../processor/punctuations.ts'
import { readOnlyStore } from '../processor/read-only-store.ts'
import { TaskState } from '../processor/task-state.ts'
import type { RecordCollector } from '../sink/record-collector.ts'
import { IdleWait } from '../source/idle-wait.ts'
import type { IncomingRecords } from '../source/incoming-records.ts'
import { PartitionGroup } from '../source/partition-group.ts'
import { RecordQueue, type TakenRecord } from '../source/record-queue.ts'
import { unreadableFailure } from '../source/unreadable.ts'
import type { RestorePlace } from '../store/contract/restore-place.ts'
import type { CacheBudget, StateStore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { StoreSpace } from '../store/contract/store-space.ts'
import { RestoredStore } from '../store/restore/restored-store.ts'
import type { SourcePlan } from '../topology/node-plan.ts'
import type { Topology } from '../topology/topology.ts'
import { Assembly } from './assembly.ts'
import { partitionOf, TaskStoreContext } from './store-context.ts'
import { changelogsOf, type TaskChangelog } from './task-changelogs.ts'
import type { TaskConfig } from './task-config.ts'

export interface StreamTaskOptions {
  readonly topology: Topology
  readonly nodes: Iterable<string>
  readonly taskId: string
  readonly config: TaskConfig
  readonly collector: RecordCollector
  readonly wallClock: () => number
  readonly openStore: (definition: StoreDefinition) => StateStore
  readonly globalStores: ReadonlyMap<string, StateStore>
  readonly cacheBudget: CacheBudget | null
  /** Where the rows of a store lie on disk; null where the task has no disk. */
  readonly spaceOf: (store: string) => StoreSpace | null
  /** Told of each record that could not be read, processed or written, and what its handler answered. */
  readonly onFailureAnswer?: (failure: Failure, answer: FailureAnswer) => void
  /** The topics of a source of which the task has a partition. Default: all that the source names. */
  readonly topicsOf?: (source: SourcePlan) => readonly string[]
}

/** How far a task had come that this one goes on for. */
export interface TaskProgress {
  /** By topic, under its full name. */
  readonly partitionTimesMs: ReadonlyMap<string, number>
  readonly closeTimesMs: ReadonlyMap<string, number>
}

const noProgress: TaskProgress = { partitionTimesMs: new Map(), closeTimesMs: new Map() }

export class StreamTask {
  readonly state: TaskState
  readonly #assembly: Assembly
  readonly #failures: FailureHandling
  readonly #group: PartitionGroup
  readonly #idleWait: IdleWait
  readonly #storeContext: TaskStoreContext
  readonly #lagging = new Set<string>()
  /** By the names of the stores that have one. */
  readonly #changelogs: ReadonlyMap<string, TaskChangelog>

  constructor(options: StreamTaskOptions) {
    const { topology, taskId, config, collector, wallClock } = options
    const globalStores = new Map([...options.globalStores].map(([name, store]) => [name, readOnlyStore(store)]))
    const { applicationId, appConfig = {}, emitIntervalMs } = config
    this.#failures = new FailureHandling({
      policies: config,
      sendDeadLetter: (letter) => collector.send({ ...letter, partition: null }),
      drop: (reason) => this.state.drop(reason),
      onAnswer: options.onFailureAnswer,
    })
    const onFailure = (failure: ProcessingFailure, policy?: FailurePolicy<ProcessingFailure>) =>
      this.#failures.processing(failure, policy)
    this.state = new TaskState({ applicationId, appConfig, taskId, wallClock, onFailure, emitIntervalMs, globalStores })
    const onUnwritable = (failure: ProductionFailure) => this.#failures.production(failure)
    this.#assembly = new Assembly({ ...options, state: this.state, onUnwritable })
    const queues = [...this.#assembly.sources].map(([topic, source]) => [topic, this.#queueOf(source)] as const)
    this.#group = new PartitionGroup(new Map(queues))
    this.#idleWait = new IdleWait(config.maxTaskIdleMs)
    this.#changelogs = changelogsOf(topology, applicationId)
    const changelogTopicOf = (store: string) => {
      const changelog = this.#changelogs.get(store)
      return changelog === undefined || changelog.isSource ? null : changelog.topic
    }
    const { cacheBudget, spaceOf } = options
    const storeContext = new TaskStoreContext({ state: this.state, collector, changelogTopicOf, cacheBudget, spaceOf })
    this.#storeContext = storeContext
    for (const store of this.#assembly.stores) store.init(storeContext)
  }

  /** To be called once, before records are processed, when the stores have their rows. */
  start({ partitionTimesMs, closeTimesMs }: TaskProgress = noProgress): void {
    const { state } = this
    for (const [topic, timeMs] of partitionTimesMs) this.#group.resumeAt(topic, timeMs)
    state.streamTimeMs = this.#group.streamTimeMs
    for (const [store, timeMs] of closeTimesMs) state.closeTimes.set(store, timeMs)
    for (const processor of this.#assembly.processors) processor.init()
    state.isAtWork = false
  }

  /**
   * The stores that have changelogs, to be restored from them before the task is started. `place` is where rows last that
   * lie on disk; null where the task has no disk.
   */
  restoredStores(place: RestorePlace | null): RestoredStore[] {
    const context = this.#storeContext
    const partition = partitionOf(this.state.taskId)
    return this.stores.flatMap((store) => {
      const restoreOf = () => context.restoreOf(store)
      const changelog = this.#changelogs.get(store.name)
      if (changelog === undefined) return []
      const changelogs = [{ ...changelog, name: changelog.topic, partition }]
      return [new RestoredStore({ store, restoreOf, reopen: () => store.init(context), place, changelogs })]
    })
  }

  /** The topics that it reads, under their full names. */
  get sourceTopics(): Iterable<string> {
    return this.#assembly.sources.keys()
  }

  /** How far it has processed its partitions: by topic, where the last record was that it took. */
  get taken(): ReadonlyMap<string, TakenRecord> {
    return this.#group.taken
  }

  get stores(): readonly StateStore[] {
    return this.#assembly.stores
  }

  /** Takes records of one partition, behind those that it has. They are read one by one, when their turn comes. */
  add(records: IncomingRecords): void {
    this.#idleWait.arrived(records.topic)
    this.#group.add(records)
  }

  /** Whether a record waits, no empty queue has to be waited for first, and no operator has more than it can take. */
  isProcessable(nowMs: number): boolean {
    if (this.#group.isEmpty || this.state.pendingWork.isFull) return false
    return this.#idleWait.isOver(this.#group.queues, nowMs, this.#lagging)
  }

  /** Whether no record waits. */
  get isEmpty(): boolean {
    return this.#group.isEmpty
  }

  /** Until when the task waits for records of empty partitions; Infinity where it does not. */
  get idleUntilMs(): number {
    return this.#group.isEmpty ? Number.POSITIVE_INFINITY : this.#idleWait.nextMs
  }

  /** Says of each topic without a record whether some are known to lie there, or not known not to: they are waited for. */
  noteLags(isLagging: (topic: string) => boolean): void {
    this.#lagging.clear()
    for (const [topic, queue] of this.#group.queues) if (queue.isEmpty && isLagging(topic)) this.#lagging.add(topic)
  }

  /** The offset of the record of a topic that is next, which has been read ahead; null where none has. */
  headOffsetOf(topic: string): number | null {
    return this.#group.queues.get(topic)?.headOffset ?? null
  }

  /** The largest time of the records of a topic that were taken; -1 before the first. */
  partitionTimeOf(topic: string): number {
    return this.#group.queues.get(topic)?.partitionTimeMs ?? -1
  }

  /** Processes one record; false if there was none. */
  process(): boolean {
    const head = this.#group.take()
    if (head === null) return false
    const { source, record } = head
    const { state } = this
    state.streamTimeMs = this.#group.streamTimeMs
    state.recordContext = head.context
    state.sourceRecord = head
    state.isAtWork = true
    try {
      source.process(record)
    } catch (cause) {
      throw isTaskError(cause) ? cause : this.#failedAt(source.name, record, cause)
    } finally {
      state.isAtWork = false
    }
    return true
  }

  /** Fires what is due by stream time; true if anything was. */
  punctuateStreamTime(): boolean {
    const { streamTimeMs, streamTimePunctuations } = this.state
    return streamTimeMs >= 0 && this.#fire(streamTimePunctuations, streamTimeMs)
  }

  /** Whether no asynchronous operator has a record in hand. Until then the task must not commit. */
  get isSettled(): boolean {
    return this.state.pendingWork.isSettled
  }

  /** Lets go on what asynchronous operators have answers for; true if there was anything. */
  deliver(): boolean {
    const { pendingWork } = this.state
    if (!pendingWork.hasResults) return false
    this.state.isAtWork = true
    try {
      return pendingWork.deliver()
    } finally {
      this.state.isAtWork = false
    }
  }

  /** Fires what is due by the wall clock, timeouts and retries included; true if any punctuation was. */
  punctuateWallClock(): boolean {
    this.state.pendingWork.tick(this.state.wallClock())
    return this.#fire(this.state.wallClockPunctuations, this.state.wallClock())
  }

  /** Writes out what caches hold back. What was written then stands for all records that were processed. */
  flush(): void {
    const { state } = this
    state.isAtWork = true
    try {
      for (const store of this.#assembly.stores) {
        state.flushedStore = store.name
        store.flush()
      }
    } finally {
      state.flushedStore = null
      state.isAtWork = false
    }
    state.isCommitRequested = false
  }

  close(): void {
    for (const processor of this.#assembly.processors) processor.close()
    for (const store of this.#assembly.stores) store.close()
  }

  /** What a sink right behind a source throws is nobody's to go on from: so it is in Java. */
  #failedAt(node: string, record: ProcessingFailure['record'], cause: unknown): ProcessingError {
    return new ProcessingError({ kind: 'processing', ...failurePlace(this.state, node), record, cause })
  }

  #fire(punctuations: Punctuations, nowMs: number): boolean {
    if (punctuations.nextMs > nowMs) return false
    this.state.isAtWork = true
    try {
      return punctuations.fire(nowMs)
    } finally {
      this.state.isAtWork = false
    }
  }

  #queueOf(source: RecordQueue['source']): RecordQueue {
    const { state } = this
    return new RecordQueue({
      source,
      wallClock: state.wallClock,
      drop: (reason) => state.drop(reason),
      onUnreadable: (unreadable) => this.#failures.deserialization(unreadableFailure(unreadable, state.taskId)),
    })
  }
}
