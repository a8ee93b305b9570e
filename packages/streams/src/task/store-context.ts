/** What a task shows its stores of itself: the record in work, the time, and where changes and cached rows go. */
import type { TaskState } from '../processor/task-state.ts'
import type { RecordContext } from '../record/record-context.ts'
import { outgoingRecord, type RecordCollector } from '../sink/record-collector.ts'
import type {
  CacheBudget,
  Changelog,
  LoggedChange,
  StateStore,
  StoreContext,
  StoreRestore,
} from '../store/contract/state-store.ts'
import type { StoreSpace } from '../store/contract/store-space.ts'

export interface TaskStoreContextOptions {
  readonly state: TaskState
  readonly collector: RecordCollector
  /** The changelog topic of a store; null when it has none. */
  readonly changelogTopicOf: (store: string) => string | null
  readonly cacheBudget: CacheBudget | null
  /** Where the rows of a store lie on disk; null where the task has no disk. */
  readonly spaceOf: (store: string) => StoreSpace | null
}

export class TaskStoreContext implements StoreContext {
  readonly #options: TaskStoreContextOptions
  readonly #restores = new Map<string, StoreRestore>()

  constructor(options: TaskStoreContextOptions) {
    this.#options = options
  }

  get applicationId(): string {
    return this.#options.state.applicationId
  }

  get taskId(): string {
    return this.#options.state.taskId
  }

  get recordContext(): RecordContext {
    return this.#options.state.recordContext
  }

  set recordContext(context: RecordContext) {
    this.#options.state.recordContext = context
  }

  get streamTimeMs(): number {
    return this.#options.state.streamTimeMs
  }

  changelogOf(store: string): Changelog | null {
    const topic = this.#options.changelogTopicOf(store)
    if (topic === null) return null
    const { collector } = this.#options
    const outgoing = outgoingRecord(topic, partitionOf(this.taskId))
    return {
      write: ({ key, value, timestamp, headers }: LoggedChange) => {
        outgoing.key = key
        outgoing.value = value
        outgoing.timestamp = timestamp
        outgoing.headers = headers
        collector.send(outgoing)
      },
    }
  }

  spaceOf(store: string): StoreSpace | null {
    return this.#options.spaceOf(store)
  }

  cacheOf(): CacheBudget | null {
    return this.#options.cacheBudget
  }

  droppedExpired(): void {
    this.#options.state.drop('expired')
  }

  register(store: StateStore, restore: StoreRestore): void {
    this.#restores.set(store.name, restore)
  }

  /** How a store takes its changelog back, as it was told when the store was opened last. */
  restoreOf({ name }: StateStore): StoreRestore {
    const restore = this.#restores.get(name)
    if (restore === undefined) throw new TypeError(`store ${name} was opened and has not registered with its task`)
    return restore
  }
}

/** A task's changelogs have its own partition's number. */
export function partitionOf(taskId: string): number {
  return Number(taskId.slice(taskId.indexOf('_') + 1))
}
