/**
 * A database for tests of stores, with a space for each store that is opened. What stores write is committed now and
 * then, so that they read from overlay and disk alike; a walk ends before the next commit, as it does in a task.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { StateMemory } from './state-memory.ts'
import { TaskDatabase } from './task-database.ts'

const column = 'store'
const changesToCommit = 5
const numberBytes = 4
/** Tests compare a few stores at most. */
const spacesInUse = 4

export class ScratchDisk {
  readonly #folder: string
  readonly #database: TaskDatabase
  #spaces = 0
  /** By the numbers of the spaces. */
  readonly #parts = new Map<number, CommittedNowAndThen[]>()
  #changes = 0
  #openWalks = 0

  private constructor(folder: string, database: TaskDatabase) {
    this.#folder = folder
    this.#database = database
  }

  static async open(): Promise<ScratchDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-stores-'))
    const memory = new StateMemory({ bytes: 16 * 1024 * 1024 })
    return new ScratchDisk(folder, await TaskDatabase.open({ path: join(folder, 'task'), stores: [column], memory }))
  }

  /** A new one, with nothing in it; those of stores that no test can have open any more are emptied. */
  space(): StoreSpace {
    for (const rows of this.#parts.get(this.#spaces - spacesInUse) ?? []) if (!rows.isOver) rows.clear()
    this.#parts.delete(this.#spaces - spacesInUse)
    this.#spaces += 1
    const parts: CommittedNowAndThen[] = []
    this.#parts.set(this.#spaces, parts)
    const number = Buffer.alloc(numberBytes)
    number.writeUInt32BE(this.#spaces)
    const part = (prefix: Buffer) => {
      const rows = new CommittedNowAndThen(this, this.#database.part(column, Buffer.concat([number, prefix])))
      parts.push(rows)
      return rows
    }
    return { lasts: true, part, prefixesFrom: () => [] }
  }

  changed(): void {
    this.#changes += 1
    if (this.#changes < changesToCommit || this.#openWalks > 0) return
    this.#database.commit(new Map())
    this.#changes = 0
  }

  walks(by: 1 | -1): void {
    this.#openWalks += by
  }

  async close(): Promise<void> {
    await this.#database.close()
    rmSync(this.#folder, { recursive: true })
  }
}

class CommittedNowAndThen implements ByteMap {
  readonly #disk: ScratchDisk
  readonly #rows: ByteMap
  /** It was cleared, and is used no longer. */
  isOver = false

  constructor(disk: ScratchDisk, rows: ByteMap) {
    this.#disk = disk
    this.#rows = rows
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: Buffer): Buffer | null {
    return this.#rows.get(key)
  }

  put(key: Buffer, value: Buffer): void {
    this.#rows.put(key, value)
    this.#disk.changed()
  }

  delete(key: Buffer): void {
    this.#rows.delete(key)
    this.#disk.changed()
  }

  range(range: ByteRange): Cursor<ByteRow> {
    return new CountedCursor(this.#disk, this.#rows.range(range))
  }

  deleteRange(range: ByteRange): void {
    this.#rows.deleteRange(range)
    this.#disk.changed()
  }

  clear(): void {
    this.isOver = true
    this.#rows.clear()
    this.#disk.changed()
  }
}

class CountedCursor implements Cursor<ByteRow> {
  readonly #disk: ScratchDisk
  readonly #rows: Cursor<ByteRow>
  #isOpen = true

  constructor(disk: ScratchDisk, rows: Cursor<ByteRow>) {
    this.#disk = disk
    this.#rows = rows
    disk.walks(1)
  }

  next(): ByteRow | null {
    const row = this.#rows.next()
    if (row === null) this.close()
    return row
  }

  close(): void {
    this.#rows.close()
    if (this.#isOpen) this.#disk.walks(-1)
    this.#isOpen = false
  }
}
