/**
 * One changelog on its way back into its store. What is taken goes to the disk in steps, each with the offset that it
 * goes up to: whatever ends a restoration, the next one goes on from there. Stores in memory begin with the first
 * record each time.
 */
import type { StoreRestore } from '../contract/state-store.ts'
import type { ChangelogQueue } from './changelog-queue.ts'

export interface ChangelogPartition {
  readonly topic: string
  readonly partition: number
}

/** The store, as its changelogs see it. */
export interface ChangelogStore {
  readonly name: string
  readonly changelogs: readonly RestoredChangelog[]
  readonly take: StoreRestore['take']
  offsetOf(changelog: string): number | null
  /** Writes what `fill` takes, and the offset up to which that goes, which is the answer. */
  write(changelog: string, fill: () => number): number
  /** Begins anew, with nothing: what is there cannot be brought to where the changelogs are. */
  empty(): void
}

export interface RestoredChangelogOptions extends ChangelogPartition {
  readonly store: ChangelogStore
  /** Under which name its offset lies beside the rows. */
  readonly name: string
  /** Whether the topic is one that the application reads: then it may be ahead of what has been processed. */
  readonly isSource: boolean
}

export interface TakeOptions {
  /** Records at this offset and behind it are left. */
  readonly beforeOffset: number
  /** Asked now and then: whether it is enough for this step. */
  readonly isEnough: () => boolean
}

export interface Taken {
  readonly records: number
  /** Records that are about no row, since they have no key. */
  readonly keyless: number
}

/** So often it is asked whether it is enough. */
const recordsBetweenQuestions = 64

export class RestoredChangelog implements ChangelogPartition {
  readonly store: ChangelogStore
  readonly name: string
  readonly topic: string
  readonly partition: number
  readonly isSource: boolean
  #offset: number | null

  constructor({ store, name, topic, partition, isSource }: RestoredChangelogOptions) {
    this.store = store
    this.name = name
    this.topic = topic
    this.partition = partition
    this.isSource = isSource
    this.#offset = store.offsetOf(name)
  }

  /** Of the record that the store wants next; null if it has nothing of this changelog. */
  get offset(): number | null {
    return this.#offset
  }

  /** Takes what has come into the store, which has it for good then, or has none of it if this throws. */
  take(queue: ChangelogQueue, options: TakeOptions): Taken {
    const { head } = queue
    if (head === null || head.offset >= options.beforeOffset) return { records: 0, keyless: 0 }
    const taken = { records: 0, keyless: 0 }
    this.#offset = this.store.write(this.name, () => this.#takeRecords(queue, options, taken))
    return taken
  }

  /** Nothing lies between what the store has and this offset. */
  reach(offset: number): void {
    if (this.#offset !== null && this.#offset >= offset) return
    this.#offset = this.store.write(this.name, () => offset)
  }

  /** The store has been emptied. */
  forget(): void {
    this.#offset = null
  }

  #takeRecords(queue: ChangelogQueue, { beforeOffset, isEnough }: TakeOptions, taken: Mutable<Taken>): number {
    const { take } = this.store
    let reached = this.#offset ?? 0
    for (let record = queue.head; record !== null && record.offset < beforeOffset; record = queue.head) {
      if (record.hasKey) take(record, this.partition)
      else taken.keyless += 1
      taken.records += 1
      reached = record.offset + 1
      queue.pass()
      if (taken.records % recordsBetweenQuestions === 0 && isEnough()) break
    }
    return reached
  }
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }
