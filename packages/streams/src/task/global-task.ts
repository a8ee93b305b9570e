/**
 * The stores that every instance of an application holds whole, and the processors that feed them. It works record
 * by record, in the order of each topic: no stream time, no punctuations, no outputs; the topics are the changelogs.
 * A record's time is that of its topic, whatever extractor the source has: so it is in Java.
 */
import type { ProcessingFailure, ProductionFailure } from '../failure/failure.ts'
import { FailureHandling } from '../failure/failure-handling.ts'
import { ProcessingError, ProductionError } from '../failure/task-error.ts'
import { TaskState } from '../processor/task-state.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { RecordCollector } from '../sink/record-collector.ts'
import type { RawRecord } from '../source/raw-record.ts'
import { readRecord, unreadableFailure } from '../source/read-record.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { Topology } from '../topology/topology.ts'
import { Assembly } from './assembly.ts'
import { globalNodesOf } from './global-nodes.ts'
import { TaskStoreContext } from './store-context.ts'
import type { TaskConfig } from './task-config.ts'

export interface GlobalTaskOptions {
  readonly topology: Topology
  readonly config: TaskConfig
  readonly wallClock: () => number
  readonly openStore: (definition: StoreDefinition) => StateStore
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
  readonly #state: TaskState
  readonly #assembly: Assembly
  readonly #failures: FailureHandling

  constructor({ topology, config, wallClock, openStore }: GlobalTaskOptions) {
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
    const context = { state, collector: noCollector, changelogTopicOf: () => null, cacheBudget: null }
    const storeContext = new TaskStoreContext(context)
    for (const store of this.#assembly.stores) {
      store.init(storeContext)
      globalStores.set(store.name, store)
    }
    for (const processor of this.#assembly.processors) processor.init()
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

  process(raw: RawRecord): void {
    const { topic, partition, offset, timestamp, headers } = raw
    const source = this.#assembly.sources.get(topic)
    if (source === undefined) throw new RangeError(`no global store is fed by topic ${topic}`)
    const fields = readRecord(source, raw, (unreadable) =>
      this.#failures.deserialization(unreadableFailure(unreadable, taskId)),
    )
    if (fields === null) return
    this.#state.recordContext = { topic, partition, offset, timestamp, headers }
    this.#state.sourceRecord = raw
    source.process(new StreamRecord({ ...fields, timestamp, headers }))
    for (const store of this.#assembly.stores) store.flush()
  }

  close(): void {
    for (const processor of this.#assembly.processors) processor.close()
    for (const store of this.#assembly.stores) store.close()
  }
}
