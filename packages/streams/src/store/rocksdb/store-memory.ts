/**
 * What one store takes of its thread's memory: what it has not committed, and what it has at hand of what it has,
 * in one part or, if it is cut by time, in several. Parts give way whole, the oldest first.
 */
import type { ColumnBytes } from './database.ts'

export interface StoreMemoryStats {
  readonly store: string
  readonly overlayBytes: number
  readonly atHandBytes: number
  readonly atHandRows: number
  /** Whether all rows of the store are at hand. */
  readonly isComplete: boolean
  /** What RocksDB may take for the store's blocks. */
  readonly cacheBytesMax: number
  /** What RocksDB is asked to take for the store's rows that are not in files yet. */
  readonly memtableBytesMax: number
  /** How many gets and walks of what was committed were answered from memory. */
  readonly hits: number
  /** And how many by the disk. */
  readonly misses: number
}

/** Committed rows that are at hand. */
export interface RowsAtHand {
  readonly atHandRows: number
  readonly isComplete: boolean
  giveWay(): void
}

/** The account of all stores. */
interface Account {
  overlaysGrew(bytes: number): void
  atHandGrew(bytes: number): void
  makeRoom(store: StoreMemory, bytes: number): boolean
  closeStore(store: StoreMemory): void
}

export interface StoreMemoryOptions {
  readonly store: string
  readonly columnBytes: ColumnBytes
  readonly account: Account
}

export class StoreMemory {
  readonly columnBytes: ColumnBytes
  readonly #store: string
  readonly #account: Account
  /** The oldest first. */
  readonly #parts = new Set<RowsAtHand>()
  #overlayBytes = 0
  #atHandBytes = 0
  #usedInRound = 0
  #usesNoted = 0
  /** Counted by the parts, at each get and walk. */
  hits = 0
  misses = 0

  constructor({ store, columnBytes, account }: StoreMemoryOptions) {
    this.#store = store
    this.columnBytes = columnBytes
    this.#account = account
  }

  get overlayBytes(): number {
    return this.#overlayBytes
  }

  get atHandBytes(): number {
    return this.#atHandBytes
  }

  get usedInRound(): number {
    return this.#usedInRound
  }

  get canGiveWay(): boolean {
    for (const part of this.#parts) if (part.atHandRows > 0) return true
    return false
  }

  addPart(part: RowsAtHand): void {
    this.#parts.add(part)
  }

  removePart(part: RowsAtHand): void {
    this.#parts.delete(part)
  }

  overlayGrew(bytes: number): void {
    this.#overlayBytes += bytes
    this.#account.overlaysGrew(bytes)
  }

  atHandGrew(bytes: number): void {
    this.#atHandBytes += bytes
    this.#account.atHandGrew(bytes)
  }

  /** Whether a part may hold so many bytes more; if so, others have given way where that was needed. */
  makeRoom(part: RowsAtHand, bytes: number): boolean {
    while (!this.#account.makeRoom(this, bytes)) if (!this.giveWay(part)) return false
    return true
  }

  /** The oldest part gives rows away; with `for_`, only if it is older than that one. False if there is none. */
  giveWay(for_: RowsAtHand | null): boolean {
    for (const part of this.#parts) {
      if (part === for_) return false
      if (part.atHandRows === 0) continue
      part.giveWay()
      return true
    }
    return false
  }

  noteUse(round: number): void {
    const uses = this.hits + this.misses
    if (uses === this.#usesNoted) return
    this.#usesNoted = uses
    this.#usedInRound = round
  }

  close(): void {
    this.#account.closeStore(this)
  }

  stats(): StoreMemoryStats {
    const parts = [...this.#parts]
    return {
      store: this.#store,
      overlayBytes: this.#overlayBytes,
      atHandBytes: this.#atHandBytes,
      atHandRows: parts.reduce((rows, part) => rows + part.atHandRows, 0),
      isComplete: parts.every((part) => part.isComplete),
      cacheBytesMax: this.columnBytes.cacheBytes,
      memtableBytesMax: this.columnBytes.memtableBytes,
      hits: this.hits,
      misses: this.misses,
    }
  }
}
