/**
 * The state of one task on disk: a column for each store, and the offsets up to which the changelogs are in it. What
 * stores write stays in memory until the task commits; then it goes to the disk in one step, together with the
 * offsets that it stands for. So after a crash the disk holds some earlier commit, whole, and knows which.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import type { RestorePlace, RestoreStep } from '../contract/restore-place.ts'
import type { CommittedSpace, StoreSpace } from '../contract/store-space.ts'
import { type ColumnBytes, Database } from './database.ts'
import { safeName } from './safe-name.ts'
import type { StateMemory } from './state-memory.ts'
import { StoreColumn } from './store-column.ts'
import type { StoreMemory } from './store-memory.ts'
import { notesColumn, TaskNotes } from './task-notes.ts'

export interface TaskDatabaseOptions {
  readonly path: string
  /** The names of the task's stores. */
  readonly stores: readonly string[]
  /** Shared by all tasks of the thread. */
  readonly memory: StateMemory
  /** Called once, when it is about to be closed, while nobody else can have it. */
  readonly onClose?: () => void
}

interface OpenParts extends Omit<TaskDatabaseOptions, 'path' | 'stores'> {
  readonly database: Database
  readonly accounts: ReadonlyMap<string, StoreMemory>
}

/** Store columns have a letter before their names, so that none is called as one of RocksDB's or ours. */
const storeColumn = (store: string) => `s:${safeName(store)}`
/** A row a changelog, and few others. */
const notesBytes: ColumnBytes = { cacheBytes: 64 * 1024, memtableBytes: 512 * 1024 }
const noPrefix = Buffer.alloc(0)

export class TaskDatabase implements RestorePlace {
  readonly #database: Database
  readonly #memory: StateMemory
  #onClose: () => void
  readonly #notes: TaskNotes
  readonly #stores = new Map<string, StoreColumn>()

  private constructor({ database, accounts, memory, onClose = () => {} }: OpenParts) {
    this.#database = database
    this.#memory = memory
    this.#onClose = onClose
    this.#notes = new TaskNotes(database)
    this.#deleteCleared()
    for (const [store, account] of accounts) {
      const of = { database, column: storeColumn(store), memory: account, notes: this.#notes }
      this.#stores.set(store, new StoreColumn(of))
    }
  }

  /** @throws DatabaseError that tells a locked directory from a damaged one */
  static async open(options: TaskDatabaseOptions): Promise<TaskDatabase> {
    const { path, stores, memory } = options
    const accounts = new Map(stores.map((store) => [store, memory.openStore(store)]))
    let database: Database | null = null
    try {
      const columns = new Map([[notesColumn, notesBytes]])
      for (const [store, { columnBytes }] of accounts) columns.set(storeColumn(store), columnBytes)
      database = await Database.open({ path, columns })
      return new TaskDatabase({ ...options, database, accounts })
    } catch (cause) {
      for (const account of accounts.values()) account.close()
      // Its notes may be what is damaged; whoever opens another in its place would find it locked.
      await database?.close()
      throw cause
    }
  }

  /** Where a store lies. */
  space(store: string): StoreSpace {
    return this.#column(store)
  }

  /** The same as the last commit has left it, whatever has been written since. */
  committedSpace(store: string): CommittedSpace {
    return this.#column(store).asCommitted()
  }

  /** The rows of a store that has no parts. */
  rows(store: string): ByteMap {
    return this.part(store, noPrefix)
  }

  /** The rows of a store that lie under a prefix, by keys without it. */
  part(store: string, prefix: Buffer): ByteMap {
    return this.space(store).part(prefix)
  }

  /** Up to where a changelog is in what was committed: the offset of the next record; null if nothing was. */
  offsetOf(changelog: string): number | null {
    return this.#notes.offsetOf(changelog)
  }

  /** The same of all changelogs, by their names. */
  offsets(): Map<string, number> {
    return this.#notes.offsets()
  }

  /** How many walks over what is on disk have not ended. */
  get openWalks(): number {
    return this.#database.openWalks
  }

  /**
   * What was written since the last commit, and these offsets, by the names of their changelogs: all or nothing.
   * The binding's batch has no range deletes, so ranges go after it, one by one. Before it they could not go: a kill
   * in between would take rows from a commit that still shows them. A kill after the batch leaves rows that the
   * commit no longer has; the batch notes the ranges, and the next opening deletes them again.
   */
  commit(offsets: ReadonlyMap<string, number>): void {
    const stores = [...this.#stores.values()]
    try {
      this.#database.write((batch) => {
        const cleared = stores.flatMap((store) => store.commitInto(batch))
        for (const [changelog, offset] of offsets) this.#notes.writeOffset(batch, changelog, offset)
        this.#notes.writeCleared(batch, cleared)
      })
    } catch (cause) {
      for (const store of stores) store.commitFailed()
      throw cause
    }
    this.#deleteCleared()
    for (const store of stores) store.committed()
    this.#memory.nextRound()
  }

  /**
   * Takes records of a changelog into one store, past the overlay: what `fill` puts, deletes and clears goes to the disk
   * together with the offset of the next record, which it answers. All or nothing, also if it throws.
   */
  restore({ store, changelog, fill }: RestoreStep): void {
    const column = this.#column(store)
    try {
      this.#database.write((batch) => {
        column.restoreInto(batch)
        this.#notes.writeOffset(batch, changelog, fill())
        this.#notes.writeCleared(batch, column.endRestoring(batch))
      })
    } finally {
      column.restored()
    }
    this.#deleteCleared()
  }

  /** Takes everything away that a store has, and what was known of its changelogs. The store is opened anew then. */
  empty(store: string, changelogs: Iterable<string>): void {
    const column = this.#column(store)
    this.#database.write((batch) => {
      for (const changelog of changelogs) this.#notes.deleteOffset(batch, changelog)
      this.#notes.writeCleared(batch, [column.clearAll()])
    })
    this.#deleteCleared()
  }

  /** Forgets what was written since the last commit: an aborted transaction leaves no trace. */
  drop(): void {
    for (const store of this.#stores.values()) store.drop()
  }

  /** What has not been committed is lost. */
  async close(): Promise<void> {
    for (const store of this.#stores.values()) store.close()
    this.#stores.clear()
    const onClose = this.#onClose
    this.#onClose = () => {}
    try {
      onClose()
    } finally {
      await this.#database.close()
    }
  }

  #column(store: string): StoreColumn {
    const column = this.#stores.get(store)
    if (column === undefined) throw new RangeError(`the task's database was opened without the store ${store}`)
    return column
  }

  #deleteCleared(): void {
    for (const { column, range } of this.#notes.cleared) this.#database.deleteRange(column, range)
  }
}
