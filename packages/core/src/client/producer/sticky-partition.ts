/**
 * The partition of one topic's records without a key: the same one until it has got a batch's worth of bytes,
 * then another by chance, so that batches are filled and not scattered. Partitions with more batches waiting are
 * chosen less often, and those without a leader not at all (KIP-794).
 */
import type { Random } from '../../host/random.ts'

/** The partitions as they are when another is chosen. */
export interface PartitionLoad {
  readonly partitionCount: number
  hasLeader(partition: number): boolean
  /** Batches that wait to be sent. */
  waitingBatches(partition: number): number
}

export class StickyPartition {
  readonly #random: Random
  readonly #stickyBytes: number
  #partition = -1
  #bytes = 0

  constructor(options: { random: Random; stickyBytes: number }) {
    this.#random = options.random
    this.#stickyBytes = options.stickyBytes
  }

  current(load: PartitionLoad): number {
    if (this.#partition < 0 || this.#partition >= load.partitionCount) this.#partition = this.#choose(load)
    return this.#partition
  }

  /** A record of so many bytes went to the current partition, whose batch has room for another or not. */
  used(bytes: number, isBatchFull: boolean): void {
    this.#bytes += bytes
    const isEnough = this.#bytes >= this.#stickyBytes && isBatchFull
    if (!isEnough && this.#bytes < 2 * this.#stickyBytes) return
    this.#bytes = 0
    this.#partition = -1
  }

  #choose(load: PartitionLoad): number {
    const all = Array.from({ length: load.partitionCount }, (_, partition) => partition)
    const led = all.filter((partition) => load.hasLeader(partition))
    const candidates = led.length > 0 ? led : all
    const waiting = candidates.map((partition) => load.waitingBatches(partition))
    const most = Math.max(...waiting) + 1
    const weights = waiting.map((count) => most - count)
    let drawn = this.#random.below(weights.reduce((sum, weight) => sum + weight, 0))
    const chosen = weights.findIndex((weight) => {
      drawn -= weight
      return drawn < 0
    })
    return candidates[chosen] ?? 0
  }
}
