/**
 * A RocksDB database with its columns: the one file that knows the binding. All calls but opening and closing are
 * synchronous. What the binding would crash on, such as bytes of length 0 that lie nowhere, is seen to here.
 */
import { RocksLevel } from '@nxtedition/rocksdb'
import type { ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { DatabaseError, databaseErrorOf, missingColumnsOf } from './database-error.ts'

type Columns = RocksLevel['columns']
type ColumnHandle = Columns[string]
type NativeIterator = ReturnType<RocksLevel['iterator']>

export interface DatabaseOptions {
  readonly path: string
  /** The columns that are wanted; those that the database has besides are opened too, and left alone. */
  readonly columns: readonly string[]
  /** For the cached blocks of each column. */
  readonly cacheBytes: number
  /** For what each column has not written out yet. */
  readonly memtableBytes: number
}

/** One change of a batch: a value of null deletes. */
export interface RowChange {
  readonly column: string
  readonly key: Buffer
  readonly value: Buffer | null
}

/** The column that every database has. */
const defaultColumn = 'default'
const encodings = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const
/** Bytes of length 0 that lie somewhere; Node's own empty buffers do not, and the binding aborts on them. */
const nothing = Buffer.alloc(1).subarray(0, 0)
/** Rows are fetched in pieces: few at first, since many walks end soon. */
const firstPiece = 8
const pieceMax = 512

export class Database {
  readonly #library: RocksLevel
  readonly #path: string

  private constructor(library: RocksLevel, path: string) {
    this.#library = library
    this.#path = path
  }

  /** @throws DatabaseError that tells a locked directory from a damaged one */
  static async open({ path, columns, cacheBytes, memtableBytes }: DatabaseOptions): Promise<Database> {
    const settings = { cacheSize: cacheBytes, memtableMemoryBudget: memtableBytes }
    const wanted = new Set([defaultColumn, ...columns])
    for (;;) {
      const library = new RocksLevel(path, encodings)
      try {
        const all = Object.fromEntries([...wanted].map((name) => [name, settings]))
        await library.open({ createIfMissing: true, columns: all })
        return new Database(library, path)
      } catch (cause) {
        // RocksDB itself knows which columns there are; all of them must be named.
        const missing = missingColumnsOf(cause).filter((name) => !wanted.has(name))
        if (missing.length === 0) throw databaseErrorOf(cause, path)
        for (const name of missing) wanted.add(name)
      }
    }
  }

  get(column: string, key: Buffer): Buffer | null {
    const [value] = this.#library._getManySync([solid(key)], { column: this.#column(column) })
    return value ?? null
  }

  scan(column: string, range: ByteRange): Cursor<ByteRow> {
    const ends = endsOf(range)
    const reverse = range.order === 'reverse'
    return new NativeCursor(this.#library.iterator({ ...encodings, column: this.#column(column), reverse, ...ends }))
  }

  /** All of it or nothing, also if the process is killed. */
  write(changes: Iterable<RowChange>): void {
    const batch = this.#library.batch()
    for (const { column, key, value } of changes) {
      const place = { column: this.#column(column) }
      if (value === null) batch._del(solid(key), place)
      else batch._put(solid(key), solid(value), place)
    }
    batch._writeSync({})
    batch._closeSync()
  }

  /** Deletes a range at once, whatever its size. */
  deleteRange(column: string, range: ByteRange): void {
    this.#library._clear({ column: this.#column(column), ...endsOf(range) }, () => undefined)
  }

  async close(): Promise<void> {
    await this.#library.close()
  }

  #column(name: string): ColumnHandle {
    const column = this.#library.columns[name]
    if (column === undefined) {
      throw new DatabaseError('NO_COLUMN', `the database in ${this.#path} was opened without a column ${name}`)
    }
    return column
  }
}

class NativeCursor implements Cursor<ByteRow> {
  #iterator: NativeIterator | null
  #rows: Buffer[] = []
  #at = 0
  #piece = firstPiece
  #isLast = false

  constructor(iterator: NativeIterator) {
    this.#iterator = iterator
  }

  next(): ByteRow | null {
    if (this.#at === this.#rows.length && !this.#fetch()) return null
    const key = this.#rows[this.#at] as Buffer
    const value = this.#rows[this.#at + 1] as Buffer
    this.#at += 2
    return { key, value }
  }

  close(): void {
    this.#iterator?._closeSync()
    this.#iterator = null
    this.#rows = []
    this.#at = 0
  }

  #fetch(): boolean {
    if (this.#iterator === null) return false
    while (!this.#isLast) {
      const { rows, finished } = this.#iterator._nextvSync(this.#piece, {})
      this.#isLast = finished
      this.#piece = Math.min(this.#piece * 4, pieceMax)
      if (rows.length === 0) continue
      this.#rows = rows
      this.#at = 0
      return true
    }
    this.close()
    return false
  }
}

/** Of two upper ends the lower one counts. */
function endsOf({ from, to, before }: ByteRange): { gte?: Buffer; lt?: Buffer; lte?: Buffer } {
  const start = from == null ? {} : { gte: solid(from) }
  if (before != null && (to == null || before.compare(to) <= 0)) return { ...start, lt: solid(before) }
  return to == null ? start : { ...start, lte: solid(to) }
}

function solid(bytes: Buffer): Buffer {
  return bytes.length === 0 ? nothing : bytes
}
