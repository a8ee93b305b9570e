/**
 * A node of a running topology: a processor, its children, and the context by which it speaks to its task.
 * A record goes depth first through the children, by plain calls; the task's record context follows the timestamp
 * and headers that were forwarded, and is put back on the way up.
 */
import { isTaskError } from '../failure/task-error.ts'
import { contextWithoutRecord, type RecordContext } from '../record/record-context.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import { failurePlace } from './failure-place.ts'
import { GlobalProcessorError } from './global-processor-error.ts'
import type { PendingWork } from './pending/pending-work.ts'
import type { Processor } from './processor.ts'
import type {
  Cancellable,
  OperatorContext,
  PunctuationOptions,
  Punctuator,
  RecordMetadata,
  ResumeOptions,
  SourceBytes,
  Suspended,
} from './processor-context.ts'
import type { Parent, Receiver } from './receiver.ts'
import { schedulePunctuation } from './schedule.ts'
import { StoreAccessError } from './store-access-error.ts'
import type { TaskState } from './task-state.ts'

// biome-ignore lint/suspicious/noExplicitAny: the types of a topology's nodes are checked where it is written, not where it runs
type AnyRecord = StreamRecord<any, any>

export interface ProcessorNodeOptions {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly processor: Processor<any, any, any, any>
  /** The stores that it is connected to. */
  readonly stores: ReadonlySet<string>
  readonly state: TaskState
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export class ProcessorNode implements Receiver, Parent, OperatorContext<any, any> {
  readonly name: string
  readonly #processor: ProcessorNodeOptions['processor']
  readonly #stores: ReadonlySet<string>
  readonly #state: TaskState
  readonly #children: Receiver[] = []

  constructor({ name, processor, stores, state }: ProcessorNodeOptions) {
    this.name = name
    this.#processor = processor
    this.#stores = stores
    this.#state = state
  }

  addChild(child: Receiver): void {
    this.#children.push(child)
  }

  init(): void {
    this.#processor.init?.(this)
  }

  process(record: AnyRecord): void {
    try {
      // Its type says that nothing comes back; a promise means that somebody waits where nobody can.
      const returned: unknown = this.#processor.process(record)
      if (returned !== undefined) this.#requireNoPromise(returned)
    } catch (cause) {
      this.#failed(record, cause)
    }
  }

  close(): void {
    this.#processor.close?.()
  }

  forward(record: AnyRecord, child?: string): void {
    const state = this.#state
    if (!state.isAtWork) throw this.#outOfTurn()
    const outer = state.recordContext
    if (record.timestamp === outer.timestamp && record.headers === outer.headers) {
      this.#deliver(record, child)
      return
    }
    state.recordContext = derivedContext(outer, record)
    try {
      this.#deliver(record, child)
    } finally {
      state.recordContext = outer
    }
  }

  get applicationId(): string {
    return this.#state.applicationId
  }

  get taskId(): string {
    return this.#state.taskId
  }

  get appConfig(): Readonly<Record<string, unknown>> {
    return this.#state.appConfig
  }

  get recordMetadata(): RecordMetadata {
    return this.#state.recordContext
  }

  get currentStreamTimeMs(): number {
    if (this.#state.isGlobal) throw new GlobalProcessorError(this.name, 'stream time')
    return this.#state.streamTimeMs
  }

  get currentSystemTimeMs(): number {
    return this.#state.wallClock()
  }

  getStateStore<Store extends StateStore>(name: string): Store {
    const { stores, globalStores } = this.#state
    const store = this.#stores.has(name) ? stores.get(name) : globalStores.get(name)
    if (store === undefined) throw new StoreAccessError({ node: this.name, store: name, connected: [...this.#stores] })
    return store as Store
  }

  get pendingWork(): PendingWork {
    return this.#state.pendingWork
  }

  suspend(record: AnyRecord): Suspended {
    const { recordContext, sourceRecord } = this.#state
    return { record, recordContext, sourceRecord: sourceRecord === null ? null : ownSource(sourceRecord) }
  }

  resume({ record, recordContext, sourceRecord }: Suspended, { action, onError }: ResumeOptions): void {
    const state = this.#state
    const outer = state.recordContext
    state.recordContext = recordContext
    state.sourceRecord = sourceRecord
    try {
      action()
    } catch (cause) {
      this.#failed(record, cause, onError)
    } finally {
      state.recordContext = outer
      state.sourceRecord = null
    }
  }

  get emitIntervalMs(): number {
    return this.#state.emitIntervalMs
  }

  get recordContext(): RecordContext {
    return this.#state.recordContext
  }

  set recordContext(context: RecordContext) {
    this.#state.recordContext = context
  }

  get closeTimes(): Map<string, number> {
    return this.#state.closeTimes
  }

  schedule(options: PunctuationOptions, punctuator: Punctuator): Cancellable {
    if (this.#state.isGlobal) throw new GlobalProcessorError(this.name, 'punctuation')
    return schedulePunctuation(this.#state, { ...options, node: this.name }, (timestamp) =>
      this.#punctuate(punctuator, timestamp),
    )
  }

  commit(): void {
    this.#state.isCommitRequested = true
  }

  dropped(reason: string): void {
    this.#state.drop(reason)
  }

  #deliver(record: AnyRecord, child: string | undefined): void {
    const children = this.#children
    if (child === undefined) {
      for (let index = 0; index < children.length; index++) (children[index] as Receiver).process(record)
      return
    }
    const named = children.find(({ name }) => name === child)
    if (named === undefined) {
      const known = children.map(({ name }) => name).join(', ') || 'none'
      throw new RangeError(
        `processor ${this.name} cannot forward to ${child}: it is no child of it, those are ${known}`,
      )
    }
    named.process(record)
  }

  #punctuate(punctuator: Punctuator, timestamp: number): void {
    const state = this.#state
    const outer = state.recordContext
    state.recordContext = contextWithoutRecord(timestamp)
    try {
      punctuator(timestamp)
    } catch (cause) {
      this.#failed(null, cause)
    } finally {
      state.recordContext = outer
    }
  }

  #requireNoPromise(returned: unknown): void {
    if (!(returned instanceof Promise)) return
    // Whatever becomes of it, it must not be told as an unhandled rejection beside this error.
    returned.catch(() => {})
    throw new TypeError(
      `processor ${this.name} returned a promise: processors do not wait; what has to be waited for belongs into ` +
        'an asynchronous operator, such as mapValuesAsync',
    )
  }

  #outOfTurn(): Error {
    return new Error(
      `processor ${this.name} forwarded a record while none was being processed, after a promise or a timer perhaps: ` +
        'forward within process() or a punctuation, or wait with an asynchronous operator, such as mapValuesAsync',
    )
  }

  /** What a child's failure has already decided is not asked again on the way up. */
  #failed(record: AnyRecord | null, cause: unknown, policy?: ResumeOptions['onError']): void {
    if (isTaskError(cause)) throw cause
    const shown = record === null ? null : { key: record.key, value: record.value }
    const failure = { kind: 'processing', ...failurePlace(this.#state, this.name), record: shown, cause } as const
    this.#state.onFailure(failure, policy)
  }
}

/** The task reads its next records where this one lies. */
function ownSource({ topic, partition, offset, key, value }: SourceBytes): SourceBytes {
  return { topic, partition, offset, key, value }
}

function derivedContext({ topic, partition, offset }: RecordContext, { timestamp, headers }: AnyRecord): RecordContext {
  return { topic, partition, offset, timestamp, headers }
}
