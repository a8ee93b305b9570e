/**
 * The memory that the state of one thread may take, over all its tasks: one number. A fixed part of it is RocksDB's,
 * for blocks and for rows that are not in files yet; the rest moves between what has not been committed and what is
 * kept at hand of what was. Where both want more than there is, rows at hand give way, those of idle stores first.
 * What has not been committed cannot; when it alone is too much, `isFull` asks for a commit. Nothing here ever fails.
 */
import type { ColumnBytes } from './database.ts'
import { StoreMemory, type StoreMemoryStats } from './store-memory.ts'

export interface StateMemoryOptions {
  /** For everything. Default: 256 MB. */
  readonly bytes?: number
  /** Of these bytes, what the write caches of stores have for themselves. Default: none. */
  readonly writeCacheBytes?: number
  /** How many stores will be open at a time, over all tasks of the thread. More may come; they get less. Default: 8. */
  readonly stores?: number
}

export interface StateMemoryStats extends Omit<StoreMemoryStats, 'store' | 'isComplete'> {
  readonly bytesMax: number
  readonly writeCacheBytes: number
  readonly stores: readonly StoreMemoryStats[]
}

const mebibyte = 1024 * 1024
/** The part of RocksDB, as long as no more stores are open than were expected. */
const rocksPart = 3 / 8
/** What is left for rows however many stores there are. */
const rowsPartMin = 1 / 8
const columnBytesMin: ColumnBytes = { cacheBytes: 512 * 1024, memtableBytes: 1 * mebibyte }
/** Memtables may take half as much again as they were given, before RocksDB lets writers wait. */
const memtableExcess = 1.5
/** A commit has each row three times for a moment: here, in the batch, and in a memtable, which takes a batch whole. */
const copiesInCommit = 3

export class StateMemory {
  readonly #bytesMax: number
  readonly #writeCacheBytes: number
  readonly #storesExpected: number
  /** Those that were opened first come first. */
  readonly #stores = new Set<StoreMemory>()
  #overlayBytes = 0
  #atHandBytes = 0
  #columnBytes = 0
  #round = 0

  constructor({ bytes = 256 * mebibyte, writeCacheBytes = 0, stores = 8 }: StateMemoryOptions = {}) {
    this.#bytesMax = bytes
    this.#writeCacheBytes = Math.min(writeCacheBytes, bytes)
    this.#storesExpected = Math.max(stores, 1)
  }

  /** What the next store's column may have of RocksDB's memory, for as long as it is open. */
  get #nextColumnBytes(): ColumnBytes {
    if (this.#stores.size >= this.#storesExpected) return columnBytesMin
    const bytes = ((this.#bytesMax - this.#writeCacheBytes) * rocksPart) / this.#storesExpected
    const half = Math.floor(bytes / 2)
    return {
      cacheBytes: Math.max(half, columnBytesMin.cacheBytes),
      memtableBytes: Math.max(Math.floor(half / memtableExcess), columnBytesMin.memtableBytes),
    }
  }

  /** Whether what has not been committed takes more than it may: it is time for a commit. */
  get isFull(): boolean {
    return this.#overlayBytes * copiesInCommit > this.#rowsMax / 2
  }

  /** Makes the account of a store, which lasts until it is closed. */
  openStore(store: string): StoreMemory {
    const columnBytes = this.#nextColumnBytes
    const opened = new StoreMemory({ store, columnBytes, account: this })
    this.#stores.add(opened)
    this.#columnBytes += boundOf(columnBytes)
    return opened
  }

  closeStore(store: StoreMemory): void {
    if (!this.#stores.delete(store)) return
    this.#columnBytes -= boundOf(store.columnBytes)
    this.#overlayBytes -= store.overlayBytes
    this.#atHandBytes -= store.atHandBytes
  }

  overlaysGrew(bytes: number): void {
    this.#overlayBytes += bytes
    while (bytes > 0 && this.#excess > 0) {
      const giver = this.#idleStore(null) ?? this.#largestStore()
      if (giver === null || !giver.giveWay(null)) return
    }
  }

  atHandGrew(bytes: number): void {
    this.#atHandBytes += bytes
  }

  /** Whether a store may hold so many bytes more at hand; if so, others have given way where that was needed. */
  makeRoom(store: StoreMemory, bytes: number): boolean {
    while (this.#excess + bytes > 0) {
      const giver = this.#idleStore(store) ?? this.#unfairStore(store, bytes)
      if (giver === null || !giver.giveWay(null)) return false
    }
    return true
  }

  /** Told at each commit: stores that are not used for some rounds are idle. */
  nextRound(): void {
    this.#round += 1
    for (const store of this.#stores) store.noteUse(this.#round)
  }

  stats(): StateMemoryStats {
    const stores = [...this.#stores].map((store) => store.stats())
    const sum = (field: NumberField) => stores.reduce((total, store) => total + store[field], 0)
    return {
      bytesMax: this.#bytesMax,
      writeCacheBytes: this.#writeCacheBytes,
      overlayBytes: this.#overlayBytes,
      atHandBytes: this.#atHandBytes,
      atHandRows: sum('atHandRows'),
      cacheBytesMax: sum('cacheBytesMax'),
      memtableBytesMax: sum('memtableBytesMax'),
      hits: sum('hits'),
      misses: sum('misses'),
      stores,
    }
  }

  /** For what moves. */
  get #rowsMax(): number {
    const free = this.#bytesMax - this.#writeCacheBytes
    return Math.max(free - Math.max(this.#columnBytes, free * rocksPart), this.#bytesMax * rowsPartMin)
  }

  get #excess(): number {
    return this.#overlayBytes * copiesInCommit + this.#atHandBytes - this.#rowsMax
  }

  /** Each task commits in its turn, so that many rounds pass until all have had theirs. */
  #idleStore(but: StoreMemory | null): StoreMemory | null {
    const idleBefore = this.#round - 2 * this.#stores.size
    let idlest: StoreMemory | null = null
    for (const store of this.#stores) {
      if (store === but || store.usedInRound >= idleBefore || !store.canGiveWay) continue
      if (idlest === null || store.usedInRound < idlest.usedInRound) idlest = store
    }
    return idlest
  }

  #largestStore(): StoreMemory | null {
    let largest: StoreMemory | null = null
    for (const store of this.#stores) {
      if (store.canGiveWay && (largest === null || store.atHandBytes > largest.atHandBytes)) largest = store
    }
    return largest
  }

  /** One that has more than its fair share, for one that would not have it yet. */
  #unfairStore(for_: StoreMemory, bytes: number): StoreMemory | null {
    const fairBytes = (this.#rowsMax - this.#overlayBytes * copiesInCommit) / this.#stores.size
    const largest = this.#largestStore()
    if (largest === null || largest === for_ || for_.atHandBytes + bytes > fairBytes) return null
    return largest.atHandBytes > fairBytes ? largest : null
  }
}

type NumberField = {
  [K in keyof StoreMemoryStats]: StoreMemoryStats[K] extends number ? K : never
}[keyof StoreMemoryStats]

function boundOf({ cacheBytes, memtableBytes }: ColumnBytes): number {
  return cacheBytes + memtableBytes * memtableExcess
}
