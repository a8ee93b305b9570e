/** What a thread writes with at the moment: another takes its place when its producer is of no use any more. */
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { ThreadClients } from './thread-clients.ts'
import { isEndOfProducer } from './thread-failure.ts'
import { Writing } from './writing.ts'

export class CurrentWriting {
  readonly #make: () => Writing
  readonly #config: ResolvedConfig
  #now: Writing

  /** @param signal ends all waiting for brokers */
  constructor(clients: ThreadClients, config: ResolvedConfig, signal: AbortSignal) {
    this.#make = () => new Writing(clients, config, signal)
    this.#config = config
    this.#now = this.#make()
  }

  get now(): Writing {
    return this.#now
  }

  /** What was written since the last commit is not to count, whatever was wrong with it. */
  async abandon(problem: unknown = null): Promise<void> {
    if (isEndOfProducer(problem)) return await this.#replace()
    const { logger, applicationId } = this.#config
    try {
      await this.#now.guarantee.abandon()
      this.#now.outputs.forget()
    } catch (error) {
      const fields = { applicationId, error }
      logger.warn(fields, 'a transaction was not aborted: another producer takes the place of this one')
      await this.#replace()
    }
  }

  /** The next one with its transactional id has the coordinator abort what this one has left open. */
  async #replace(): Promise<void> {
    await this.#now.close({ timeoutMs: 0 })
    this.#now = this.#make()
    await this.#now.guarantee.start()
  }
}
