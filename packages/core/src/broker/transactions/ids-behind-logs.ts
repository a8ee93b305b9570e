/**
 * Blocks of producer ids behind all that the partitions' logs know of, until the cluster's metadata keeps count.
 * What is known of transactional ids that have written nothing is added by whoever has read it.
 */
import type { Topics } from '../topics/topics.ts'
import type { ProducerIdBlock, ProducerIdBlocks } from './producer-ids.ts'

const IDS_A_BLOCK = 1000

export class IdsBehindLogs implements ProducerIdBlocks {
  readonly #topics: Topics
  #next = 0

  constructor(topics: Topics) {
    this.#topics = topics
  }

  reserve(): ProducerIdBlock {
    if (this.#next === 0) this.#next = this.#behindLogs()
    const first = this.#next
    this.#next += IDS_A_BLOCK
    return { first, count: IDS_A_BLOCK }
  }

  /** This id is somebody's. */
  seen(producerId: number): void {
    this.#next = Math.max(this.#next, IDS_A_BLOCK * Math.ceil((producerId + 1) / IDS_A_BLOCK))
  }

  #behindLogs(): number {
    for (const { partitions } of this.#topics) {
      for (const { log } of partitions) for (const { producerId } of log.producers()) this.seen(producerId)
    }
    return this.#next
  }
}
