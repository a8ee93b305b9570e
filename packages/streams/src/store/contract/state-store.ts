/**
 * What every state store is to the task that owns it, whatever it holds. A store belongs to one task and is used
 * by one thread; all its calls are synchronous. What a store needs of its task comes with `init`.
 */
import type { Headers } from '../../record/headers.ts'
import type { RecordContext } from '../../record/record-context.ts'
import type { StoreSpace } from './store-space.ts'

export interface StateStore {
  readonly name: string
  /** Whether its rows outlive the process. */
  readonly isPersistent: boolean
  readonly isOpen: boolean
  /** Called once, before anything else: the task's topology is complete, nothing has been processed. */
  init(context: StoreContext): void
  /** Writes what caches hold back: to the store beneath, to the changelog, and to those who listen. */
  flush(): void
  close(): void
}

/** What a store sees of its task. */
export interface StoreContext {
  readonly applicationId: string
  readonly taskId: string
  /** The record that is being processed. A cache sets the one that a row came with while it flushes the row. */
  recordContext: RecordContext
  /** The largest timestamp that the task has taken for processing; -1 before the first. */
  readonly streamTimeMs: number
  /** Where the changes of the store `name` are written; null when it keeps no changelog. */
  changelogOf(name: string): Changelog | null
  /** Where the rows of the store `name` lie that are to outlive the process; null where nothing does. */
  spaceOf(name: string): StoreSpace | null
  /** What the caches of this store may take together; null when caches are off. */
  cacheOf(name: string): CacheBudget | null
  /** Rows that came too late for a store: counted by the task. */
  droppedExpired(store: string): void
  /** Whoever restores the store hands it the changelog's records by `restore`. */
  register(store: StateStore, restore: StoreRestore): void
}

/** How a store takes its changelog back. */
export interface StoreRestore {
  /** Takes one record back, after all that were written before it to the same partition. */
  readonly take: (record: RestoredRecord, partition: number) => void
  /** Writes down what the store knows besides its rows, to lie with them. Missing where there is no such thing. */
  readonly settle?: () => void
  /** Whether what becomes of a record depends on rows that are there. Rows of other stores go straight to the disk. */
  readonly readsRows: boolean
}

/** A record of a changelog where its bytes lie: a cursor may be one, and then stands for another one soon. */
export interface RestoredRecord {
  readonly offset: number
  readonly timestamp: number
  /** Null where there is no row that the record could be about. */
  key(): Buffer | null
  /** Null deletes the row. */
  value(): Buffer | null
  headers(): Headers
}

/** A change as a store writes it. */
export interface LoggedChange {
  readonly key: Buffer
  /** Null deletes the row. */
  readonly value: Buffer | null
  /** Without a time it gets that of its writing. */
  readonly timestamp: number | null
  readonly headers: Headers
}

/** Takes the changes of one store, in order. */
export interface Changelog {
  write(change: LoggedChange): void
}

/**
 * The memory that the caches of one thread share. A cache says what it holds; when all hold more than they may,
 * the one that grew gives rows away.
 */
export interface CacheBudget {
  /** Bytes more (or fewer) than before; true if all caches together hold more than they may now. */
  grow(bytes: number): boolean
}

/** How a row changed, told by a cache when it lets go of the row. Values are those before serialization. */
export interface FlushedRow<K, V> {
  readonly key: K
  readonly newValue: V | null
  /** Null when there was none, and when the listener did not ask for old values. */
  readonly oldValue: V | null
  readonly context: RecordContext
}

export type FlushListener<K, V> = (row: FlushedRow<K, V>) => void

/** A store that may hold rows back; only then is what changed told at flush, to one listener. */
export interface FlushingStore<K, V> {
  /** False if there is no cache: then the caller forwards changes by itself, at once. */
  onFlush(listener: FlushListener<K, V>, options: { oldValues: boolean }): boolean
}
