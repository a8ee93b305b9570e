/**
 * Producer ids, each given out once. They come in blocks that are reserved durably before the first id of them
 * is used; what is left of a block when the broker ends is never used.
 */
import type { Logger } from '../../host/logger.ts'

export interface ProducerIdBlock {
  readonly first: number
  readonly count: number
}

/** Where blocks come from: nobody is given the same twice, not even after a restart. */
export interface ProducerIdBlocks {
  reserve(): Promise<ProducerIdBlock> | ProducerIdBlock
}

/** The share of a block after which the next one is reserved, so that nobody has to wait for it. */
const ALMOST_USED = 0.9

export class ProducerIds {
  readonly #blocks: ProducerIdBlocks
  readonly #logger: Logger
  #next = 0
  #end = 0
  #reserveFrom = 0
  #spare: ProducerIdBlock | null = null
  #underWay: Promise<void> | null = null

  constructor(blocks: ProducerIdBlocks, logger: Logger) {
    this.#blocks = blocks
    this.#logger = logger
  }

  /** An id, or null while a block is being reserved. */
  takeNow(): number | null {
    if (this.#next === this.#end) this.#begin(this.#spare)
    if (this.#next >= this.#reserveFrom && this.#spare === null) this.#reserve()
    if (this.#next === this.#end) this.#begin(this.#spare)
    return this.#next === this.#end ? null : this.#next++
  }

  /** An id, waiting for a block if need be; null if none can be had. */
  async take(): Promise<number | null> {
    const id = this.takeNow()
    if (id !== null || this.#underWay === null) return id
    await this.#underWay
    return this.takeNow()
  }

  #begin(block: ProducerIdBlock | null): void {
    if (block === null) return
    this.#spare = null
    this.#next = block.first
    this.#end = block.first + block.count
    this.#reserveFrom = block.first + Math.floor(block.count * ALMOST_USED)
  }

  #reserve(): void {
    if (this.#underWay !== null) return
    const reserved = this.#blocks.reserve()
    if (!(reserved instanceof Promise)) {
      this.#spare = reserved
      return
    }
    this.#underWay = reserved
      .then((block) => {
        this.#spare = block
      })
      .catch((problem: unknown) => this.#logger.error({ problem }, 'no block of producer ids could be reserved'))
      .finally(() => {
        this.#underWay = null
      })
  }
}
