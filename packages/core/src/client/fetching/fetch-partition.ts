/**
 * One partition that is read: how far it has been fetched, handed out and consumed, and what has come and is not
 * consumed. Offsets in that order never fall: consumed <= handed out <= fetched. A seek begins a new era, and
 * whatever comes of an older one, answers and batches, is not believed.
 */

import type { ClientError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import type { Backoff } from '../pause.ts'
import { CorruptBatchError } from './fetch-errors.ts'
import { isPosition, type Place, type Position, type ReadReplica } from './fetch-position.ts'
import { type BatchHome, FetchedBatch } from './fetched-batch.ts'
import type { FetchedChunk } from './fetched-chunk.ts'

/** Who reads partitions; hears of what it has to act upon. */
export interface PartitionOwner {
  /** So much memory of the partition is free again, of what was in use. */
  released(partition: FetchPartition, bytesBefore: number): void
  /** There is something to take, or to say. */
  ready(partition: FetchPartition): void
}

export class FetchPartition implements BatchHome {
  readonly topic: string
  readonly partition: number
  readonly name: string
  readonly backoff: Backoff
  readonly #owner: PartitionOwner
  isPaused = false
  #isForgotten = false
  /** Counts seeks. */
  era = 0
  /** Where it is to begin, as long as that has to be looked up. */
  place: Place | null = null
  /** What stops it until it is sought elsewhere. */
  problem: ClientError | null = null
  /** It is not asked for before this moment of the clock's `elapsedMs`. */
  notBeforeMs = 0
  /** The fetched end is not in the log: it matters when all before it is consumed. */
  waitsUntilConsumed = false
  /** Another broker than the leader that it is read from. */
  replica: ReadReplica | null = null
  /** What is asked for next. */
  fetched: Position = { offset: 0, leaderEpoch: -1 }
  handedOffset = 0
  /** -1 before the first answer. */
  highWatermark = -1
  lastStableOffset = -1
  logStartOffset = -1
  /** The clock's `elapsedMs` when a broker last said something of it, or had no news of it. */
  lastAnswerMs: number | null = null
  /** Bytes of batches that have come and are not consumed. */
  bufferedBytes = 0
  #offset = 0
  #leaderEpoch = -1
  #chunks: FetchedChunk[] = []
  #lastHanded: FetchedBatch | null = null

  constructor(of: TopicPartition, { owner, backoff }: { owner: PartitionOwner; backoff: Backoff }) {
    this.topic = of.topic
    this.partition = of.partition
    this.name = partitionName(of)
    this.backoff = backoff
    this.#owner = owner
  }

  /** The offset behind the last record that was consumed. Says nothing while `place` has to be looked up. */
  get offset(): number {
    return this.#offset
  }

  get position(): Position | null {
    return this.place === null ? { offset: this.#offset, leaderEpoch: this.#leaderEpoch } : null
  }

  /** Whether an answer about its position would be of use now. */
  get isToBeFetched(): boolean {
    return !this.#isForgotten && !this.isPaused && this.place === null && this.problem === null
  }

  /** Whether there are batches to hand out, or something to say. */
  get hasNews(): boolean {
    return this.problem !== null || this.#chunks.length > 0
  }

  /** Begins a new era somewhere. */
  moveTo(start: Position | Place): void {
    this.era += 1
    this.problem = null
    this.waitsUntilConsumed = false
    this.place = isPosition(start) ? null : start
    const { offset, leaderEpoch } = isPosition(start) ? start : { offset: 0, leaderEpoch: -1 }
    this.#offset = offset
    this.#leaderEpoch = leaderEpoch
    this.handedOffset = offset
    this.fetched = { offset, leaderEpoch }
    this.#chunks = []
    this.#lastHanded = null
    this.bufferedBytes = 0
  }

  /** It is read no longer. */
  forget(): void {
    this.#isForgotten = true
    this.moveTo('earliest')
  }

  /** Fetches again what has come and was not consumed. */
  refetch(): void {
    this.moveTo({ offset: this.#offset, leaderEpoch: this.#leaderEpoch })
  }

  /** Takes what an answer held. */
  arrived(chunk: FetchedChunk): void {
    this.fetched = chunk.next
    if (chunk.size === 0 && chunk.problem === null) return
    this.bufferedBytes += chunk.size
    this.#chunks.push(chunk)
    this.#owner.ready(this)
  }

  /** Nothing more is handed out until it is moved. */
  stop(problem: ClientError): void {
    this.problem = problem
    this.#owner.ready(this)
  }

  /** Hands out all that is there; hidden batches are stepped over. Says whether anything was there. */
  handOut(taken: FetchedBatch[]): boolean {
    if (this.problem !== null || this.#chunks.length === 0) return false
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      try {
        this.#handOutChunk(chunk, taken)
      } catch (cause) {
        const offset = this.handedOffset
        this.problem = new CorruptBatchError({
          topic: this.topic,
          partition: this.partition,
          offset,
          nextOffset: offset + 1,
          cause,
        })
      }
      this.#chunks.shift()
      this.problem ??= chunk.problem
      if (this.problem !== null) break
    }
    return true
  }

  /** Called with each record: the position, which never goes back within an era. */
  consumedTo(offset: number, leaderEpoch: number): void {
    if (offset <= this.#offset) return
    this.#offset = offset
    this.#leaderEpoch = leaderEpoch
  }

  release(bytes: number): void {
    const before = this.bufferedBytes
    this.bufferedBytes = before - bytes
    this.#owner.released(this, before)
  }

  #handOutChunk(chunk: FetchedChunk, taken: FetchedBatch[]): void {
    for (let next = chunk.step(); next !== null; next = chunk.step()) {
      const { batch, isShown } = next
      const end = batch.lastOffset + 1
      if (isShown && end > this.handedOffset) {
        this.#lastHanded = new FetchedBatch(this, chunk, batch)
        taken.push(this.#lastHanded)
      } else {
        chunk.unconsumedBytes -= batch.sizeInBytes
        this.#passOver(end, batch.leaderEpoch)
        this.release(batch.sizeInBytes)
      }
      if (end > this.handedOffset) this.handedOffset = end
    }
  }

  /** Behind what was handed out and is not consumed, or at once. */
  #passOver(end: number, leaderEpoch: number): void {
    if (end <= this.handedOffset) return
    if (this.#lastHanded === null || this.#lastHanded.isOver) this.consumedTo(end, leaderEpoch)
    else this.#lastHanded.extendTo(end, leaderEpoch)
  }
}
