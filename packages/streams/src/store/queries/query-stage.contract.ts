/**
 * A store of any kind that is written to, and those who read it from outside meanwhile. Nobody has a turn unless the test
 * gives one, and a turn is over after a few rows.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { TestTask } from '../contract/store-task.contract.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { openStore } from '../open/open-store.ts'
import { StateMemory } from '../rocksdb/state-memory.ts'
import { TaskDatabase } from '../rocksdb/task-database.ts'
import type { LocalStore, StoreView } from './local-stores.ts'
import type { Position } from './position.ts'
import { StoreQueries } from './store-queries.ts'
import { Turns } from './turns.ts'

const memoryBytes = 16 * 1024 * 1024

/** Time goes on whenever somebody looks at it, so every turn is over as soon as it is looked at. */
class TurnClock {
  #ms = 0
  readonly #waiting: (() => void)[] = []

  elapsedMs(): number {
    this.#ms += 1000
    return this.#ms
  }

  soon(run: () => void) {
    this.#waiting.push(run)
    return { cancel: () => undefined }
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0
  }

  /** Gives the next turn, and lets whoever had it say what comes next. */
  async turn(): Promise<void> {
    this.#waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export interface StageOptions {
  readonly definition: StoreDefinition
  /** What the store's cache may hold; null for none. */
  readonly cacheBytes?: number | null
  readonly view?: StoreView
}

export class QueryStage {
  readonly clock = new TurnClock()
  readonly queries: StoreQueries
  readonly task: TestTask
  condition: LocalStore['condition'] = 'running'
  position: Position = {}
  store: StateStore
  local: LocalStore[]
  readonly #definition: StoreDefinition
  readonly #database: TaskDatabase | null
  readonly #folder: string

  private constructor({ definition, cacheBytes = null, view = 'latest' }: StageOptions, on: OnDisk | null) {
    this.#definition = definition
    this.#database = on?.database ?? null
    this.#folder = on?.folder ?? ''
    this.task = new TestTask(cacheBytes === null ? null : new ByteBudget(cacheBytes))
    this.task.spaceOf = () => this.#database?.space(definition.name) ?? null
    this.store = this.#open()
    this.local = [this.#local()]
    const definitions = new Map([[definition.name, definition]])
    const turns = new Turns({ clock: this.clock })
    this.queries = new StoreQueries({ local: { definitions, find: () => this.local }, turns, view })
  }

  static async open(options: StageOptions): Promise<QueryStage> {
    const { name, place } = options.definition
    if (place === 'memory') return new QueryStage(options, null)
    const folder = mkdtempSync(join(tmpdir(), 'millrace-queries-'))
    const memory = new StateMemory({ bytes: memoryBytes })
    const database = await TaskDatabase.open({ path: join(folder, 'task'), stores: [name], memory })
    return new QueryStage(options, { folder, database })
  }

  get openWalks(): number {
    return this.#database?.openWalks ?? 0
  }

  commit(): void {
    this.store.flush()
    this.#database?.commit(new Map())
  }

  /** As after an aborted transaction: the task is closed, and another one goes on from the last commit. */
  drop(): void {
    this.store.close()
    this.#database?.drop()
    this.store = this.#open()
    this.local = [this.#local()]
  }

  async close(): Promise<void> {
    this.store.close()
    await this.#database?.close()
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true })
  }

  #open(): StateStore {
    const store = openStore(this.#definition)
    store.init(this.task)
    return store
  }

  #local(): LocalStore {
    const stage = this
    return {
      partition: 0,
      get condition() {
        return stage.condition
      },
      store: this.store,
      committed: this.#database?.committedSpace(this.#definition.name) ?? null,
      positionOf: () => stage.position,
    }
  }
}

interface OnDisk {
  readonly folder: string
  readonly database: TaskDatabase
}
