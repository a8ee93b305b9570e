/**
 * The group coordinator: all consumer groups of this broker, and the offsets that they have committed.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { Random } from '../../host/random.ts'
import type { BrokerConfig } from '../broker-config.ts'
import type { InternalTopics } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'

export interface GroupsOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly internalTopics: InternalTopics
}

/** How a transaction ended, as its marker in a partition of `__consumer_offsets` says. */
export interface TransactionEnd {
  readonly producerId: number
  readonly isCommit: boolean
}

export class Groups {
  readonly #options: GroupsOptions

  constructor(options: GroupsOptions) {
    this.#options = options
  }

  /** Brings back what `__consumer_offsets` holds; before the first request. */
  load(): void {
    void this.#options
  }

  /** A marker was appended to a partition of `__consumer_offsets`: offsets committed in the transaction hold now, or never. */
  transactionEnded(_partition: number, _end: TransactionEnd): void {}

  /** A topic is gone, and so is every offset that was committed for it. */
  topicDeleted(_topic: string): void {}

  /** Ends all waiting and lets go of the timers. */
  close(): void {}
}
