/**
 * The column of one store and what is open of it: all of it as one, or parts under prefixes, each with its own
 * changes and its own rows at hand. A part that was cleared is forgotten with the commit, and made anew when it is
 * asked for again.
 */
import assert from 'node:assert/strict'
import { firstAfter } from '../contract/byte-map.ts'
import type { CommittedSpace, StoreSpace } from '../contract/store-space.ts'
import { ColumnPart } from './column-part.ts'
import { ColumnRows } from './column-rows.ts'
import { CommittedColumn } from './committed-column.ts'
import type { Batch, Database } from './database.ts'
import { DirectWrites } from './direct-writes.ts'
import type { StoreMemory } from './store-memory.ts'
import type { ClearedRange, TaskNotes } from './task-notes.ts'

export interface StoreColumnOptions {
  readonly database: Database
  readonly column: string
  readonly memory: StoreMemory
  readonly notes: TaskNotes
}

/** The prefix that all rows have. */
const wholeColumn = ''

export class StoreColumn implements StoreSpace {
  readonly lasts = true
  readonly #database: Database
  readonly #column: string
  readonly #memory: StoreMemory
  readonly #notes: TaskNotes
  /** By their prefixes as text. */
  readonly #parts = new Map<string, ColumnRows>()
  readonly #changed = new Map<string, ColumnRows>()
  readonly #direct = new DirectWrites()
  #commitCount = 0

  constructor({ database, column, memory, notes }: StoreColumnOptions) {
    this.#database = database
    this.#column = column
    this.#memory = memory
    this.#notes = notes
  }

  /**
   * The rows under a prefix, by keys without it; the same object each time, until the part was cleared. Who has cleared
   * it asks again after the next commit, if ever. A store that has parts is used by nothing else.
   */
  part(prefix: Buffer): ColumnRows {
    const name = prefix.toString('latin1')
    const open = this.#parts.get(name)
    if (open !== undefined) return open
    const rows = new ColumnRows({
      part: new ColumnPart({ database: this.#database, column: this.#column, prefix }),
      memory: this.#memory,
      rowCount: name === wholeColumn ? this.#notes.rowCountOf(this.#column) : 0,
      direct: this.#direct,
      onChange: () => this.#changed.set(name, rows),
    })
    this.#parts.set(name, rows)
    return rows
  }

  /** Of what has been committed, which is all that there is when a store is opened. */
  prefixesFrom(first: Buffer): Buffer[] {
    const prefixes: Buffer[] = []
    for (let from: Buffer | null = first; from !== null; ) {
      const found = this.#prefixFrom(from, first.length)
      if (found === null) break
      prefixes.push(found)
      from = firstAfter(found)
    }
    return prefixes
  }

  /** How often what is committed of the store has changed: by commits, and while it was restored. */
  get commitCount(): number {
    return this.#commitCount
  }

  asCommitted(): CommittedSpace {
    return new CommittedColumn(this)
  }

  /** Answers the ranges that are to be deleted after the batch has been written. */
  commitInto(batch: Batch): readonly ClearedRange[] {
    const cleared: ClearedRange[] = []
    for (const [name, rows] of this.#changed) {
      const before = rows.committedCount
      for (const range of rows.commitInto(batch)) cleared.push({ column: this.#column, range })
      if (name === wholeColumn && rows.committedCount !== before)
        this.#notes.writeRowCount(batch, this.#column, rows.committedCount)
    }
    return cleared
  }

  /** From now on what is put, deleted and cleared goes into the batch. Nothing waits for a commit, and nothing is read. */
  restoreInto(batch: Batch): void {
    assert(this.#changed.size === 0, `changes to ${this.#column} wait for a commit while it is to be restored`)
    this.#direct.begin(batch)
  }

  /** Answers, as `commitInto` does, the ranges that are to be deleted after the batch has been written. */
  endRestoring(batch: Batch): readonly ClearedRange[] {
    this.#direct.end()
    const whole = this.#parts.get(wholeColumn)
    if (whole !== undefined) this.#notes.writeRowCount(batch, this.#column, whole.committedCount)
    return this.#direct.cleared.map((range) => ({ column: this.#column, range }))
  }

  /** Everything that the column has, all parts of it, is to go; what is open of it is used no longer. */
  clearAll(): ClearedRange {
    this.#commitCount += 1
    for (const rows of this.#parts.values()) rows.close()
    this.#parts.clear()
    this.#changed.clear()
    return { column: this.#column, range: {} }
  }

  commitFailed(): void {
    for (const rows of this.#changed.values()) rows.commitFailed()
  }

  committed(): void {
    if (this.#changed.size > 0) this.#commitCount += 1
    for (const [name, rows] of this.#changed) {
      const isOver = rows.isCleared && name !== wholeColumn
      rows.forgetChanges()
      if (isOver) this.#end(name, rows)
    }
    this.#changed.clear()
  }

  /** The batch that was restored into has been written, or never will be. */
  restored(): void {
    this.#direct.end()
    this.#commitCount += 1
    for (const [name, rows] of this.#parts) if (rows.isCleared) this.#end(name, rows)
  }

  drop(): void {
    for (const rows of this.#changed.values()) rows.forgetChanges()
    this.#changed.clear()
  }

  close(): void {
    for (const rows of this.#parts.values()) rows.close()
    this.#memory.close()
  }

  #end(name: string, rows: ColumnRows): void {
    rows.close()
    this.#parts.delete(name)
  }

  /** The first one that has rows; keys that are shorter belong to other parts. */
  #prefixFrom(from: Buffer, length: number): Buffer | null {
    const rows = this.#database.scan(this.#column, { from })
    try {
      for (let row = rows.next(); row !== null; row = rows.next()) {
        if (row.key.length >= length) return row.key.subarray(0, length)
      }
      return null
    } finally {
      rows.close()
    }
  }
}
