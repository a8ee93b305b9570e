/** A task as stores see it, for their tests: the changelog is a list, the time and the record are set by hand. */
import { contextWithoutRecord, type RecordContext } from '../../record/record-context.ts'
import type { CacheBudget, LoggedChange, StateStore, StoreContext, StoreRestore } from './state-store.ts'
import type { StoreSpace } from './store-space.ts'

/** A change as it lies in a changelog. */
export type ChangelogRecord = LoggedChange & { readonly timestamp: number }

export class TestTask implements StoreContext {
  readonly applicationId = 'test'
  readonly taskId = '0_0'
  recordContext: RecordContext = contextWithoutRecord(0)
  streamTimeMs = -1
  readonly changelog: ChangelogRecord[] = []
  droppedCount = 0
  readonly #budget: CacheBudget | null
  #restore: StoreRestore | null = null

  /** Where the stores of all tasks lie from now on; in memory unless a file of tests says otherwise. */
  static space: () => StoreSpace | null = () => null

  /** Without a budget there are no caches. */
  constructor(budget: CacheBudget | null = null) {
    this.#budget = budget
  }

  changelogOf() {
    return {
      write: (change: LoggedChange) => void this.changelog.push({ ...change, timestamp: change.timestamp ?? 0 }),
    }
  }

  spaceOf(): StoreSpace | null {
    return TestTask.space()
  }

  cacheOf(): CacheBudget | null {
    return this.#budget
  }

  droppedExpired(): void {
    this.droppedCount += 1
  }

  register(_store: StateStore, restore: StoreRestore): void {
    this.#restore = restore
  }

  /** Makes a record the one that is processed. */
  at(timestamp: number, rest: Partial<RecordContext> = {}): this {
    this.recordContext = {
      ...contextWithoutRecord(timestamp),
      topic: 'topic',
      partition: 0,
      offset: timestamp,
      ...rest,
    }
    this.streamTimeMs = Math.max(this.streamTimeMs, timestamp)
    return this
  }

  /** Gives the store that was opened last the records of another's changelog. */
  restoreFrom(records: readonly ChangelogRecord[]): void {
    for (const [offset, { key, value, timestamp, headers }] of records.entries()) {
      this.#restore?.take({ offset, timestamp, key: () => key, value: () => value, headers: () => headers }, 0)
    }
  }
}
