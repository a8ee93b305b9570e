/**
 * A RocksDB database with its columns: the one file that knows the binding. All calls but opening and closing are
 * synchronous. What the binding would crash on, such as bytes of length 0 that lie nowhere and calls after the close,
 * is seen to here, and so is how it has to be asked to keep within the memory that a column is given. Whatever it
 * throws goes out as a DatabaseError that says what to do.
 */
/// <reference path="./rocksdb-library.d.ts" />
import type { RocksLevel } from '@nxtedition/rocksdb'
import type { ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { Turn } from '../contract/turn.ts'
import { closedError, DatabaseError, databaseErrorOf, missingColumnsOf } from './database-error.ts'

type NativeIterator = ReturnType<RocksLevel['iterator']>

/** A column, as the binding wants to be told of it. */
interface Place {
  readonly column: RocksLevel['columns'][string]
}

type NativeBatch = ReturnType<RocksLevel['batch']>

/** What one column may take of memory. */
export interface ColumnBytes {
  /** For blocks of its files that have been read. */
  readonly cacheBytes: number
  /** For rows that have not been written to files yet. */
  readonly memtableBytes: number
}

export interface DatabaseOptions {
  readonly path: string
  /** The columns that are wanted; those that the database has besides are opened too, and left alone. */
  readonly columns: ReadonlyMap<string, ColumnBytes>
}

/** Changes that are written together. */
export interface Batch {
  put(column: string, key: Buffer, value: Buffer): void
  delete(column: string, key: Buffer): void
}

/** The column that every database has; nothing of ours lies there, nor is anything read of columns nobody wants. */
const defaultColumn = 'default'
const leastBytes: ColumnBytes = { cacheBytes: 64 * 1024, memtableBytes: 512 * 1024 }
const encodings = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const
/** Bytes of length 0 that lie somewhere; Node's own empty buffers do not, and the binding aborts on them. */
const nothing = Buffer.alloc(1).subarray(0, 0)
/** Rows are fetched in pieces: few at first, since many walks end soon. */
const firstPiece = 8
const pieceMax = 512
/** Somebody from outside has but a short turn, at whose end what was fetched too much is forgotten. */
const pieceOfTurnMax = 128

export class Database {
  readonly #library: RocksLevel
  readonly #path: string
  readonly #places = new Map<string, Place>()
  /** Walks that have not ended. */
  readonly #cursors = new Set<NativeCursor>()
  /**
   * The same for all writes: what a batch takes is freed only with its object, and the garbage collector, which sees
   * little of it, may let hundreds of them lie.
   */
  readonly #batch: NativeBatch
  readonly #filled: Batch = {
    put: (column, key, value) => this.#batch._put(solid(key), solid(value), this.#place(column)),
    delete: (column, key) => this.#batch._del(solid(key), this.#place(column)),
  }
  #closing: Promise<void> | null = null
  /** Why a range is still there that was to be deleted. */
  #refusal: Error | null = null

  private constructor(library: RocksLevel, path: string) {
    this.#library = library
    this.#path = path
    this.#batch = library.batch()
    library.detachResource(this.#batch)
    for (const [name, column] of Object.entries(library.columns)) this.#places.set(name, { column })
  }

  /** @throws DatabaseError that tells a locked directory from a damaged one, and both from a disk that refuses */
  static async open({ path, columns }: DatabaseOptions): Promise<Database> {
    const wanted = new Map([[defaultColumn, leastBytes], ...columns])
    // Not before somebody wants it: programs whose stores all lie in memory run where there is no binding, too.
    const { RocksLevel: Library } = await import('@nxtedition/rocksdb')
    for (;;) {
      const library = new Library(path, encodings)
      try {
        const settings = [...wanted].map(([name, bytes]) => [name, settingsOf(bytes)] as const)
        await library.open({ createIfMissing: true, walCompression: false, columns: Object.fromEntries(settings) })
        return new Database(library, path)
      } catch (cause) {
        // RocksDB itself knows which columns there are; all of them must be named.
        const missing = missingColumnsOf(cause).filter((name) => !wanted.has(name))
        if (missing.length === 0) throw databaseErrorOf(cause, path)
        for (const name of missing) wanted.set(name, leastBytes)
      }
    }
  }

  get(column: string, key: Buffer): Buffer | null {
    const place = this.#place(column)
    try {
      const [value] = this.#library._getManySync([solid(key)], place)
      return value ?? null
    } catch (cause) {
      throw databaseErrorOf(cause, this.#path)
    }
  }

  scan(column: string, range: ByteRange): Cursor<ByteRow> {
    const { column: handle } = this.#place(column)
    const reverse = range.order === 'reverse'
    const iterator = this.#library.iterator({ ...encodings, column: handle, reverse, ...endsOf(range) })
    // The binding's list of what is to be closed forgets nothing that is closed by a plain call; ours does.
    this.#library.detachResource(iterator)
    return new NativeCursor({ iterator, path: this.#path, cursors: this.#cursors })
  }

  /** How many walks have not ended: each keeps the disk from letting go of what it walks over. */
  get openWalks(): number {
    return this.#cursors.size
  }

  /** All that is filled in or nothing, also if the process is killed. */
  write(fill: (batch: Batch) => void): void {
    this.#refuseAfterRefusal()
    const batch = this.#batch
    try {
      fill(this.#filled)
      batch._writeSync({})
    } catch (cause) {
      throw databaseErrorOf(cause, this.#path)
    } finally {
      batch._clear()
    }
  }

  /** Deletes a range at once, whatever its size. That the disk refused it is told only by the next call that writes. */
  deleteRange(column: string, range: ByteRange): void {
    this.#refuseAfterRefusal()
    this.#library._clear({ ...this.#place(column), ...endsOf(range) }, (error) => {
      this.#refusal ??= error
    })
  }

  /**
   * Walks that have not ended are cut off. What was written is on the disk before; what the binding says at the close,
   * for instance once more that the disk is full, changes nothing, and the database is closed all the same.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    for (const cursor of this.#cursors) cursor.cut()
    this.#places.clear()
    this.#batch._closeSync()
    await this.#library.close().catch(() => undefined)
  }

  #place(name: string): Place {
    const place = this.#places.get(name)
    if (place !== undefined) return place
    if (this.#closing !== null) throw closedError(this.#path)
    throw new DatabaseError('NO_COLUMN', `the database in ${this.#path} was opened without a column ${name}`)
  }

  #refuseAfterRefusal(): void {
    if (this.#closing !== null) throw closedError(this.#path)
    if (this.#refusal !== null) throw databaseErrorOf(this.#refusal, this.#path)
  }
}

interface NativeCursorOptions {
  readonly iterator: NativeIterator
  readonly path: string
  readonly cursors: Set<NativeCursor>
}

class NativeCursor implements Cursor<ByteRow> {
  readonly #path: string
  readonly #cursors: Set<NativeCursor>
  #iterator: NativeIterator | null
  #rows: Buffer[] = []
  #at = 0
  #piece = firstPiece
  #isLast = false
  #isCut = false

  constructor({ iterator, path, cursors }: NativeCursorOptions) {
    this.#iterator = iterator
    this.#path = path
    this.#cursors = cursors
    cursors.add(this)
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
    this.#cursors.delete(this)
  }

  /** The database closes before the walk has come to its end: whoever goes on must not take it for one. */
  cut(): void {
    this.close()
    this.#isCut = true
  }

  #fetch(): boolean {
    if (this.#isCut) throw closedError(this.#path)
    if (this.#iterator === null) return false
    while (!this.#isLast) {
      const { rows, finished } = this.#nextPiece(this.#iterator)
      this.#isLast = finished
      this.#piece = Math.min(this.#piece * 4, Turn.now === null ? pieceMax : pieceOfTurnMax)
      if (rows.length === 0) continue
      this.#rows = rows
      this.#at = 0
      return true
    }
    this.close()
    return false
  }

  #nextPiece(iterator: NativeIterator): ReturnType<NativeIterator['_nextvSync']> {
    try {
      return iterator._nextvSync(this.#piece, {})
    } catch (cause) {
      this.close()
      throw databaseErrorOf(cause, this.#path)
    }
  }
}

/** Only with a way of compacting does the binding heed what the memtables may take. */
function settingsOf({ cacheBytes, memtableBytes }: ColumnBytes) {
  return {
    cacheSize: cacheBytes,
    memtableMemoryBudget: memtableBytes,
    compaction: 'level',
    compression: false,
  } as const
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
