/**
 * The stores that every instance of an application holds whole, and the processors that feed them. It works record
 * by record, in the order of each topic: no stream time, no punctuations, no outputs; the topics are the changelogs.
 * A record's time is that of its topic, whatever extractor the source has: so it is in Java.
 */
import type { ProcessingFailure, ProductionFailure } from '../failure/failure.ts'
import { FailureHandling } from '../failure/failure-handling.ts'
import { ProcessingError, ProductionError } from '../failure/task-error.ts'
import { TaskState } from '../processor/task-state.ts'
import type { RecordCollector } from '../sink/record-collector.ts'
import { Head } from '../source/head.ts'
import type { IncomingRecords } from '../source/incoming-records.ts'
import { type Unreadable, unreadableFailure } from '../source/unreadable.ts'
import type { RestorePlace } from '../store/contract/restore-place.ts'
import type { StateStore, StoreRestore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { StoreSpace } from '../store/contract/store-space.ts'
import { RestoredStore } from '../store/restore/restored-store.ts'
import type { Topology } from '../topology/topology.ts'
import { Assembly } from './assembly.ts'
import { globalNodesOf } from './global-nodes.ts'
import { ReprocessedRecords } from './reprocessed-records.ts'
import { TaskStoreContext } from './store-context.ts'
import type { TaskConfig } from './task-config.ts'

export interface GlobalTaskOptions {
  readonly topology: Topology
  readonly config: TaskConfig
  readonly wallClock: () => number
  readonly openStore: (definition: StoreDefinition) => StateStore
  /** Where the rows of a store lie on disk; null where the task has no disk. */
  readonly spaceOf: (store: string) => StoreSpace | null
}

/** There is no number of a sub-topology or partition. */
const taskId = '-1_-1'

const noCollector: RecordCollector = {
  partitionsOf: () => 0,
  send: ({ topic }) => {
    throw new TypeError(`a global store's processor writes nothing, it was to write to ${topic}`)
  },
}

export class GlobalTask {
  readonly #topology: Topology
  readonly #storeContext: TaskStoreContext
  readonly #state: TaskState
  readonly #assembly: Assembly
  readonly #failures: FailureHandling
  /** Where the records of each topic are read. */
  readonly #heads: ReadonlyMap<string, Head>
  readonly #onUnreadable = (unreadable: Unreadable): void =>
    this.#failures.deserialization(unreadableFailure(unreadable, taskId))

  constructor({ topology, config, wallClock, openStore, spaceOf }: GlobalTaskOptions) {
    const { applicationId, emitIntervalMs } = config
    const onFailure = (failure: ProcessingFailure) => {
      throw new ProcessingError(failure)
    }
    const onUnwritable = (failure: ProductionFailure) => {
      throw new ProductionError(failure)
    }
    // As in Java, a global store's processor may not fail, and where a dead letter is asked for the record is only
    // skipped: nothing here writes.
    this.#failures = new FailureHandling({
      policies: config,
      sendDeadLetter: () => {},
      drop: (reason) => this.#state.drop(reason),
    })
    const globalStores = new Map<string, StateStore>()
    const shared = { applicationId, taskId, wallClock, onFailure, emitIntervalMs, globalStores }
    this.#state = new TaskState({ ...shared, isGlobal: true })
    const nodes = globalNodesOf(topology)
    const state = this.#state
    this.#assembly = new Assembly({ topology, nodes, state, config, collector: noCollector, onUnwritable, openStore })
    this.#heads = new Map([...this.#assembly.sources].map(([topic, source]) => [topic, new Head(source)]))
    const context = { state, collector: noCollector, changelogTopicOf: () => null, cacheBudget: null, spaceOf }
    const storeContext = new TaskStoreContext(context)
    this.#storeContext = storeContext
    this.#topology = topology
    for (const store of this.#assembly.stores) {
      store.init(storeContext)
      globalStores.set(store.name, store)
    }
    for (const processor of this.#assembly.processors) processor.init()
  }

  /**
   * The stores, to be restored from all partitions of their topics before tasks read them. Where the topology says so the
   * processor is given the records again; otherwise a topic's bytes are the rows, as with any changelog.
   */
  restoredStores(
    place: RestorePlace | null,
    partitionsOf: (topic: string) => readonly number[],
  ): readonly RestoredStore[] {
    return [...this.#topology.globalStores].map(([name, { topic, reprocessesOnRestore }]) => {
      const store = this.stores.get(name) as StateStore
      const reprocessing = reprocessesOnRestore ? this.#reprocessing(topic) : null
      return new RestoredStore({
        store,
        restoreOf: () => reprocessing ?? this.#storeContext.restoreOf(store),
        reopen: () => store.init(this.#storeContext),
        place,
        // Ended by the topic's own end: nothing of it is processed otherwise.
        changelogs: partitionsOf(topic).map((partition) => ({
          name: `${topic}-${partition}`,
          topic,
          partition,
          isSource: false,
        })),
      })
    })
  }

  get topics(): Iterable<string> {
    return this.#assembly.sources.keys()
  }

  /** By name. Tasks read them. */
  get stores(): ReadonlyMap<string, StateStore> {
    return this.#state.globalStores
  }

  /** Records that were dropped, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#state.dropped
  }

  /** Takes records of one topic, all of them and at once. */
  process(records: IncomingRecords): void {
    const head = this.#heads.get(records.topic)
    if (head === undefined) throw new RangeError(`no global store is fed by topic ${records.topic}`)
    while (records.next()) {
      if (head.decode(records, this.#onUnreadable)) this.#processHead(head, records)
    }
  }

  close(): void {
    for (const processor of this.#assembly.processors) processor.close()
    for (const store of this.#assembly.stores) store.close()
  }

  #reprocessing(topic: string): StoreRestore {
    const records = new ReprocessedRecords(topic)
    return { take: (record, partition) => this.process(records.give(record, partition)), readsRows: true }
  }

  /** Its time is its own: no extractor is asked. */
  #processHead(head: Head, records: IncomingRecords): void {
    const { record } = records
    head.complete(records, record.timestamp, record.headers())
    this.#state.recordContext = head.context
    this.#state.sourceRecord = head
    head.source.process(head.record)
    for (const store of this.#assembly.stores) store.flush()
  }
}
