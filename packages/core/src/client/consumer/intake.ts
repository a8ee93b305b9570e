/**
 * Hands what was fetched to the program, record by record or batch by batch, without a promise as long as there is
 * something. Knows what the program has in hand, which does not count as done before it asks for more.
 */
import { ClosedError } from '../errors.ts'
import type { PartitionStart } from '../fetching/fetch-position.ts'
import type { FetchedBatch } from '../fetching/fetched-batch.ts'
import type { Fetcher } from '../fetching/fetcher.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import type { PartitionReader, PartitionSource } from './partition-source.ts'

/** So long it is waited before somebody looks whether there are more partitions to read. */
const WAIT_MS = 1_000

export interface Iteration<Item> {
  /** The batch that stands on what is given next; null where nothing is there. */
  readonly step: () => FetchedBatch | null
  readonly make: (batch: FetchedBatch) => Item
  readonly signal: AbortSignal | undefined
}

export class Intake implements PartitionReader {
  readonly #fetcher: Fetcher
  readonly #source: PartitionSource
  /** Taken from the fetcher, the next one last. */
  #batches: FetchedBatch[] = []
  /** Of partitions that are paused: they wait here for their turn. */
  #aside: FetchedBatch[] = []
  /** What the program has in hand, and where that begins. */
  #held: FetchedBatch | null = null
  #heldOffset = 0
  /** Whether that is a batch, and not a record of one. */
  #isWholeHeld = false
  #isClosed = false
  readonly #closing = new AbortController()
  failure: Error | null = null

  constructor(fetcher: Fetcher, source: PartitionSource) {
    this.#fetcher = fetcher
    this.#source = source
  }

  assign(starts: readonly PartitionStart[]): void {
    if (!this.#isClosed) this.#fetcher.assign(starts)
  }

  unassign(partitions: readonly TopicPartition[]): void {
    this.#fetcher.unassign(partitions)
  }

  failed(problem: Error): void {
    this.failure = problem
    this.#closing.abort()
  }

  /** Behind what the program is done with. */
  progress(): OffsetToCommit[] {
    const offsets = this.givenOut()
    const held = this.#held
    if (held === null || held.isStale) return offsets
    const name = partitionName(held)
    return offsets.map((one) => (partitionName(one) === name ? { ...one, offset: this.#heldOffset } : one))
  }

  /** The program itself says how far it is: what it has in hand is done with up to there. */
  declaredDone(offsets: readonly OffsetToCommit[]): void {
    if (this.#held === null) return
    const name = partitionName(this.#held)
    const declared = offsets.find((one) => partitionName(one) === name)
    this.#heldOffset = Math.max(this.#heldOffset, declared?.offset ?? 0)
  }

  /** Behind what the program was given. */
  givenOut(): OffsetToCommit[] {
    return this.#fetcher.assigned.flatMap((one) => {
      const position = this.#fetcher.position(one)
      return position === null ? [] : [{ ...one, ...position }]
    })
  }

  /** Steps to the next record, and gives the batch that stands on it. */
  nextRecord(): FetchedBatch | null {
    this.#letGo()
    for (let batch = this.#current(); batch !== null; batch = this.#current()) {
      if (batch.next()) {
        this.#held = batch
        this.#heldOffset = batch.record.offset
        return batch
      }
      this.#batches.pop()
    }
    return null
  }

  /** Gives the next batch; the one before is done with, read to its end or not. */
  nextBatch(): FetchedBatch | null {
    this.#letGo()
    const batch = this.#current()
    if (batch === null) return null
    this.#batches.pop()
    this.#held = batch
    this.#isWholeHeld = true
    this.#heldOffset = this.#fetcher.position(batch)?.offset ?? batch.baseOffset
    return batch
  }

  /** What was set aside is given again. */
  resumed(): void {
    this.#batches.push(...this.#aside.reverse())
    this.#aside = []
  }

  close(): void {
    this.#isClosed = true
    this.#closing.abort()
  }

  iterate<Item>({ step, make, signal }: Iteration<Item>): AsyncIterableIterator<Item> {
    const next = (): Promise<IteratorResult<Item>> => {
      if (this.#isClosed || signal?.aborted) return Promise.resolve({ done: true, value: undefined })
      try {
        const batch = step()
        if (batch !== null) return Promise.resolve({ done: false, value: make(batch) })
      } catch (problem) {
        return Promise.reject(problem)
      }
      return wait()
    }
    const wait = async (): Promise<IteratorResult<Item>> => {
      const isMore = await this.#more(signal)
      return isMore ? await next() : { done: true, value: undefined }
    }
    const iterator: AsyncIterableIterator<Item> = {
      next,
      return: async () => ({ done: true, value: undefined }),
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  /** The program asks for more: it lives, and is done with what it had. */
  #letGo(): void {
    if (this.#isWholeHeld) this.#held?.skip()
    this.#isWholeHeld = false
    this.#held = null
    this.#source.polled()
  }

  /** The batch that is read, which is neither over nor paused. */
  #current(): FetchedBatch | null {
    for (let batch = this.#batches.at(-1); batch !== undefined; batch = this.#batches.at(-1)) {
      if (!batch.isOver && !batch.isPaused) return batch
      this.#batches.pop()
      if (!batch.isOver) this.#aside.push(batch)
    }
    return null
  }

  /** Waits until there is something; false at the end. */
  async #more(signal: AbortSignal | undefined): Promise<boolean> {
    const signals = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal])
    for (;;) {
      if (this.failure !== null) throw this.failure
      this.#source.polled()
      this.#source.waits()
      try {
        const batches = await this.#fetcher.poll({ maxWaitMs: WAIT_MS, signal: signals })
        this.#batches = batches.reverse()
      } catch (problem) {
        if (this.failure !== null) continue
        if (problem instanceof ClosedError && (this.#isClosed || signals.aborted)) return false
        throw problem
      } finally {
        this.#source.polled()
      }
      if (this.#batches.length > 0) return true
    }
  }
}
