/**
 * What a reader wants of one partition, and what it was told of it. While there is nothing to tell, it watches
 * the partition, so that nobody has to look at it.
 */
import type { PartitionLog } from '../../log/partition-log.ts'
import type { Body } from '../../protocol/body.ts'
import type { fetchRequest } from '../../protocol/messages/01-fetch.ts'
import type { Partition, PartitionWatcher } from '../topics/partition.ts'

export type Wanted = Body<typeof fetchRequest>['topics'][number]['partitions'][number]

/** The topic as the reader names it. */
export interface FetchTopic {
  /** Empty where only the id is known, and nobody knows the id. */
  name: string
  /** Not asked about where the reader names topics by name. */
  readonly id: string | null
}

/** Whoever has to look at a partition that has changed. */
export interface ChangeListener {
  changed(partition: FetchPartition, bytes: number): void
}

const NOTHING_TOLD = -1

export class FetchPartition implements PartitionWatcher {
  readonly topic: FetchTopic
  readonly index: number
  readonly #listener: ChangeListener
  #wanted: Wanted
  #watched: Partition | null = null
  #toldHighWatermark = NOTHING_TOLD
  #toldStartOffset = NOTHING_TOLD
  /** Where it was found, unless it is gone. */
  partition: Partition | null = null
  /** Bytes that the reader may have, as far as a waiting fetch knows. */
  #readableBytes = 0
  /** Bytes that may be readable once the last stable offset moves; Infinity where nobody has counted them. */
  #withheldBytes = 0
  /** The last stable offset up to which bytes were counted. */
  #countedTo = 0

  constructor(topic: FetchTopic, wanted: Wanted, listener: ChangeListener) {
    this.topic = topic
    this.index = wanted.partition
    this.#wanted = wanted
    this.#listener = listener
  }

  get wanted(): Wanted {
    return this.#wanted
  }

  /** The reader has read on, or has changed its mind. */
  want(wanted: Wanted): void {
    this.#wanted = wanted
  }

  /** Whether this would be news to the reader; from now on it is not. */
  tell(told: { highWatermark: number; logStartOffset: number; errorCode: number }): boolean {
    const { highWatermark, logStartOffset, errorCode } = told
    const isNews =
      errorCode !== 0 || highWatermark !== this.#toldHighWatermark || logStartOffset !== this.#toldStartOffset
    this.#toldHighWatermark = errorCode === 0 ? highWatermark : NOTHING_TOLD
    this.#toldStartOffset = logStartOffset
    return isNews
  }

  /** So many bytes are there for a fetch that begins to wait. */
  beginCount(bytes: number): void {
    this.#readableBytes = bytes
    if (this.partition !== null) this.#noteStable(this.partition.log)
  }

  /** So many bytes were appended: by how many there are more to read. Too many may be told, and never too few. */
  count(bytes: number, isolation: 'uncommitted' | 'committed'): number {
    if (this.partition === null) return 0
    let more = bytes
    if (isolation === 'committed') {
      this.#withheldBytes += bytes
      const { log } = this.partition
      if (log.lastStableOffset === this.#countedTo) return 0
      more = this.#withheldBytes
      this.#noteStable(log)
    }
    const before = this.#readableBytes
    this.#readableBytes = Math.min(this.#wanted.partitionMaxBytes, before + more)
    return this.#readableBytes - before
  }

  watch(): void {
    if (this.#watched === this.partition) return
    this.unwatch()
    this.partition?.watch(this)
    this.#watched = this.partition
  }

  unwatch(): void {
    this.#watched?.unwatch(this)
    this.#watched = null
  }

  partitionChanged(bytes: number): void {
    this.#listener.changed(this, bytes)
  }

  #noteStable({ lastStableOffset, endOffset }: PartitionLog): void {
    this.#countedTo = lastStableOffset
    this.#withheldBytes = lastStableOffset < endOffset ? Number.POSITIVE_INFINITY : 0
  }
}
