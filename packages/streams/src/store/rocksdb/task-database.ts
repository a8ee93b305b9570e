/**
 * The state of one task on disk: a column for each store, and the offsets up to which the changelogs are in it. What
 * stores write stays in memory until the task commits; then it goes to the disk in one step, together with the
 * offsets that it stands for. So after a crash the disk holds some earlier commit, whole, and knows which.
 */
import type { ByteMap } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import { ColumnRows } from './column-rows.ts'
import { Database, type RowChange } from './database.ts'
import { Overlay } from './overlay.ts'
import { safeName } from './safe-name.ts'

export interface TaskDatabaseOptions {
  readonly path: string
  /** The names of the task's stores. */
  readonly stores: readonly string[]
  readonly cacheBytes: number
  readonly memtableBytes: number
  /** Called when it has been closed. */
  readonly onClose?: () => void
}

/** Store columns have a letter before their names, so that none is called as one of RocksDB's or ours. */
const storeColumn = (store: string) => `s:${safeName(store)}`
const offsetsColumn = 'offsets'

export class TaskDatabase {
  readonly #database: Database
  readonly #onClose: () => void
  readonly #overlays = new Map<string, Overlay>()

  private constructor(database: Database, { stores, onClose = () => {} }: TaskDatabaseOptions) {
    this.#database = database
    this.#onClose = onClose
    for (const store of stores) this.#overlays.set(store, new Overlay())
  }

  /** @throws DatabaseError that tells a locked directory from a damaged one */
  static async open(options: TaskDatabaseOptions): Promise<TaskDatabase> {
    const { path, stores, cacheBytes, memtableBytes } = options
    const columns = [offsetsColumn, ...stores.map(storeColumn)]
    return new TaskDatabase(await Database.open({ path, columns, cacheBytes, memtableBytes }), options)
  }

  /** The rows of a store. */
  rows(store: string): ByteMap {
    const overlay = this.#overlays.get(store)
    if (overlay === undefined) throw new RangeError(`the task's database was opened without the store ${store}`)
    return new ColumnRows({ database: this.#database, column: storeColumn(store), overlay })
  }

  /** Up to where a changelog is in what was committed: the offset of the next record; null if nothing was. */
  offsetOf(changelog: string): number | null {
    const bytes = this.#database.get(offsetsColumn, Buffer.from(changelog))
    return bytes === null ? null : Number(bytes.readBigInt64BE())
  }

  /** The same of all changelogs, by their names. */
  offsets(): Map<string, number> {
    const rows = drain(this.#database.scan(offsetsColumn, {}))
    return new Map(rows.map(({ key, value }) => [key.toString(), Number(value.readBigInt64BE())]))
  }

  /** What was written since the last commit, and these offsets, by the names of their changelogs: all or nothing. */
  commit(offsets: ReadonlyMap<string, number>): void {
    for (const [store, { cleared }] of this.#overlays) {
      // Ranges go one by one, before the rest. They are rows that nobody can see any more: losing them early is no loss.
      for (const range of cleared) this.#database.deleteRange(storeColumn(store), range)
    }
    this.#database.write(this.#changes(offsets))
    this.drop()
  }

  /** Forgets what was written since the last commit: an aborted transaction leaves no trace. */
  drop(): void {
    for (const overlay of this.#overlays.values()) overlay.forget()
  }

  /** What has not been committed is lost. */
  async close(): Promise<void> {
    await this.#database.close()
    this.#onClose()
  }

  *#changes(offsets: ReadonlyMap<string, number>): Iterable<RowChange> {
    for (const [store, overlay] of this.#overlays) if (!overlay.isEmpty) yield* overlay.changes(storeColumn(store))
    for (const [changelog, offset] of offsets) {
      const value = Buffer.alloc(8)
      value.writeBigInt64BE(BigInt(offset))
      yield { column: offsetsColumn, key: Buffer.from(changelog), value }
    }
  }
}
