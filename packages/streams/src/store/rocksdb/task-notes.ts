/**
 * What a task's database says of itself, in a column beside the stores': up to which offset each changelog is in it,
 * how many rows each store is thought to have, and which ranges the last commit has cleared. Notes are written in the
 * batch of the commit that they are about, so that they are true of whatever commit the disk shows.
 */
import type { ByteRange } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import type { Batch, Database } from './database.ts'

export const notesColumn = 'offsets'

/** A range that a commit has cleared, in keys of its column. */
export interface ClearedRange {
  readonly column: string
  readonly range: ByteRange
}

/** Offsets lie under the names of their changelogs; no topic's name begins with a zero, as the other notes' keys do. */
const firstOfNames = Buffer.from([1])
const clearedKey = Buffer.from('\0cleared')
const countKey = (column: string) => Buffer.from(`\0rows:${column}`)

export class TaskNotes {
  readonly #database: Database
  #cleared: readonly ClearedRange[]

  constructor(database: Database) {
    this.#database = database
    const bytes = database.get(notesColumn, clearedKey)
    this.#cleared = bytes === null ? [] : (JSON.parse(bytes.toString()) as NotedRange[]).map(readRange)
  }

  /** The offset of the next record of a changelog; null if nothing of it is here. */
  offsetOf(changelog: string): number | null {
    return this.#number(Buffer.from(changelog))
  }

  /** The same of all changelogs, by their names. */
  offsets(): Map<string, number> {
    const rows = drain(this.#database.scan(notesColumn, { from: firstOfNames }))
    return new Map(rows.map(({ key, value }) => [key.toString(), Number(value.readBigInt64BE())]))
  }

  writeOffset(batch: Batch, changelog: string, offset: number): void {
    batch.put(notesColumn, Buffer.from(changelog), numberBytes(offset))
  }

  deleteOffset(batch: Batch, changelog: string): void {
    batch.delete(notesColumn, Buffer.from(changelog))
  }

  rowCountOf(column: string): number {
    return this.#number(countKey(column)) ?? 0
  }

  writeRowCount(batch: Batch, column: string, rowCount: number): void {
    batch.put(notesColumn, countKey(column), numberBytes(rowCount))
  }

  /** The ranges that the last commit has cleared: a kill after it may have left their rows. */
  get cleared(): readonly ClearedRange[] {
    return this.#cleared
  }

  /** What was said of the commit before is over with this one. */
  writeCleared(batch: Batch, cleared: readonly ClearedRange[]): void {
    if (cleared.length > 0) batch.put(notesColumn, clearedKey, Buffer.from(JSON.stringify(cleared.map(notedRange))))
    else if (this.#cleared.length > 0) batch.delete(notesColumn, clearedKey)
    this.#cleared = cleared
  }

  #number(key: Buffer): number | null {
    const bytes = this.#database.get(notesColumn, key)
    return bytes === null ? null : Number(bytes.readBigInt64BE())
  }
}

interface NotedRange {
  readonly column: string
  readonly from: string | null
  readonly to: string | null
  readonly before: string | null
}

const noted = (bytes: Buffer | null | undefined) => bytes?.toString('base64') ?? null
const read = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'))

function notedRange({ column, range }: ClearedRange): NotedRange {
  return { column, from: noted(range.from), to: noted(range.to), before: noted(range.before) }
}

function readRange({ column, from, to, before }: NotedRange): ClearedRange {
  return { column, range: { from: read(from), to: read(to), before: read(before) } }
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}
