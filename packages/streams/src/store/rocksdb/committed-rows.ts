/**
 * What was committed of a column's part, as it is read: rows at hand in memory over the rows on the disk. As long as
 * every row is at hand the disk is not asked, neither for rows that are not there nor for walks. When there is no
 * room for that, gets keep what they found, in two generations: a row that is used moves to the recent one, and when
 * that has its share, the former one goes, with all that nobody has used since.
 */
import { type ByteRange, type ByteRow, isEverything } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import { Turn } from '../contract/turn.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'
import type { ColumnPart } from './column-part.ts'
import type { RowsAtHand, StoreMemory } from './store-memory.ts'

/** A part that was there before is read into memory by its first walk, unless it is larger than this. */
const loadedBytesMax = 4 * 1024 * 1024

/** A generation that is ended with fewer rows than this would be no generation. */
const generationRowsMin = 64

export interface CommittedRowsOptions {
  readonly part: ColumnPart
  readonly memory: StoreMemory
  /** How many rows the part is thought to have, if it has any. */
  readonly rowCount: number
}

export class CommittedRows implements RowsAtHand {
  readonly #part: ColumnPart
  readonly #memory: StoreMemory
  #recent = new MemoryByteMap()
  #former: MemoryByteMap | null = null
  #isComplete: boolean
  #mayLoad: boolean
  /** Of an incomplete part: written without being at hand counts as new, which is right for what was read before. */
  #rowCount: number
  /** What the memory's account has been told. */
  #toldBytes = 0

  constructor({ part, memory, rowCount }: CommittedRowsOptions) {
    this.#part = part
    this.#memory = memory
    this.#isComplete = part.isEmpty
    this.#mayLoad = !this.#isComplete
    this.#rowCount = rowCount
    memory.addPart(this)
    this.#tell()
  }

  /** Whether every row is at hand. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Exact if complete. */
  get rowCount(): number {
    return this.#isComplete ? this.#recent.size : this.#rowCount
  }

  get atHandRows(): number {
    return this.#recent.size + (this.#former?.size ?? 0)
  }

  isAtHand(key: Buffer, hash?: number): boolean {
    return this.#recent.has(key, hash) || (this.#former?.has(key, hash) ?? false)
  }

  get(key: Buffer, hash: number): Buffer | null {
    const recent = this.#recent.get(key, hash)
    if (recent !== null || this.#isComplete) {
      this.#memory.hits += 1
      return recent
    }
    const former = this.#former?.get(key, hash) ?? null
    if (former === null) this.#memory.misses += 1
    else this.#memory.hits += 1
    const value = former ?? this.#part.get(key)
    if (value !== null && this.#hasRoomFor(key, value, hash)) {
      this.#recent.put(key, value, hash)
      this.#tell()
    }
    return value
  }

  /**
   * The rows as they are now: a commit ends the walk. Somebody from outside is not worth that rows are put at hand, or
   * those at hand into order.
   */
  scan(range: ByteRange): Cursor<ByteRow> {
    if (Turn.now !== null) return this.#part.scan(range)
    if (this.#mayLoad) this.#load()
    if (!this.#isComplete) {
      this.#memory.misses += 1
      return this.#part.scan(range)
    }
    this.#memory.hits += 1
    const rows = this.#recent.range(range)
    // The walk has put the rows in order, and order takes memory too.
    this.#tell()
    return rows
  }

  /** What a commit puts, deletes and clears; it is on the disk as well, or the caller forgets it again. */
  put(key: Buffer, value: Buffer, hash: number): void {
    if (!this.#hasRoomFor(key, value, hash)) {
      if (!this.isAtHand(key, hash)) this.#rowCount += 1
      return this.#remove(key, hash)
    }
    const rowsBefore = this.#recent.size
    this.#recent.put(key, value, hash)
    const isNew = this.#recent.size > rowsBefore && !(this.#former?.has(key, hash) ?? false)
    if (isNew && !this.#isComplete) this.#rowCount += 1
    this.#tell()
  }

  delete(key: Buffer, hash: number): void {
    if (!this.#isComplete && this.isAtHand(key, hash)) this.#rowCount -= 1
    this.#remove(key, hash)
  }

  clear(range: ByteRange): void {
    if (isEverything(range)) {
      this.#forgetRows()
      this.#isComplete = true
      this.#mayLoad = false
    } else {
      this.#recent.deleteRange(range)
      this.#former?.deleteRange(range)
    }
    this.#tell()
  }

  /**
   * A row was put on the disk, or deleted there, and did not come by here: nothing at hand is to be believed any more.
   * The count is an estimate from then on, until all rows are at hand again.
   */
  passedBy(rows: 1 | -1): void {
    if (this.#isComplete || this.atHandRows > 0) {
      this.#forgetRows()
      this.#tell()
    }
    this.#mayLoad = true
    this.#rowCount = Math.max(this.#rowCount + rows, 0)
  }

  /** Gives memory back: what was not used for some time if that is known, and otherwise everything. */
  giveWay(): void {
    if (this.#former === null) this.#forgetRows()
    this.#former = null
    this.#tell()
  }

  /** Nothing at hand is to be believed any more. */
  forget(): void {
    this.#forgetRows()
    this.#tell()
  }

  /** The part is not used any more. */
  close(): void {
    this.forget()
    this.#memory.atHandGrew(-this.#toldBytes)
    this.#toldBytes = 0
    this.#memory.removePart(this)
  }

  /** Walks that are under way keep the maps that they walk over: rows are not taken out of them. */
  #forgetRows(): void {
    this.#rowCount = this.rowCount
    this.#isComplete = false
    this.#recent = new MemoryByteMap()
    this.#former = null
  }

  #remove(key: Buffer, hash: number): void {
    this.#recent.delete(key, hash)
    this.#former?.delete(key, hash)
  }

  /** Whether the recent generation has, or has been given, room for a row. */
  #hasRoomFor(key: Buffer, value: Buffer, hash: number): boolean {
    const growth = this.#recent.growthFor(key, value)
    return growth === 0 || this.#recent.has(key, hash) || this.#mayGrow(growth, key, value)
  }

  #mayGrow(growth: number, key: Buffer, value: Buffer): boolean {
    if (this.#isComplete) {
      if (this.#memory.makeRoom(this, growth)) return true
      this.#forgetRows()
      this.#tell()
    }
    if (this.#hasRoomForTwo(growth)) return true
    if (this.#recent.size < generationRowsMin) return false
    this.#beginGeneration()
    const growthAnew = this.#recent.growthFor(key, value)
    return growthAnew === 0 || this.#hasRoomForTwo(growthAnew)
  }

  /** Whether there is room for two generations as large as the recent one will be. */
  #hasRoomForTwo(growth: number): boolean {
    return this.#memory.makeRoom(this, 2 * (this.#recent.bytes + growth) - this.#toldBytes)
  }

  /** The former generation goes; its memory is the next one's. */
  #beginGeneration(): void {
    const emptied = this.#former ?? new MemoryByteMap()
    emptied.empty()
    this.#former = this.#recent
    this.#recent = emptied
    this.#tell()
  }

  #load(): void {
    this.#mayLoad = false
    const rows = this.#part.scan({})
    for (let row = rows.next(); row !== null; row = rows.next()) {
      const growth = this.#recent.growthFor(row.key, row.value)
      if (this.#recent.bytes + growth > loadedBytesMax || (growth > 0 && !this.#memory.makeRoom(this, growth))) {
        rows.close()
        return
      }
      this.#recent.put(row.key, row.value)
      this.#tell()
    }
    this.#former = null
    this.#isComplete = true
    this.#tell()
  }

  #tell(): void {
    const bytes = this.#recent.bytes + (this.#former?.bytes ?? 0)
    if (bytes === this.#toldBytes) return
    this.#memory.atHandGrew(bytes - this.#toldBytes)
    this.#toldBytes = bytes
  }
}
