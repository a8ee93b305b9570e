/**
 * The transaction coordinator: producer ids, and every transactional id of this broker with the transaction
 * that it has under way.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { Random } from '../../host/random.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { BrokerConfig } from '../broker-config.ts'
import type { Groups } from '../groups/groups.ts'
import type { InternalTopics } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'

export interface TransactionsOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly internalTopics: InternalTopics
  readonly groups: Groups
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** What a producer wants to write in its transaction. */
export interface Admission {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly partition: TopicPartition
  /** Whether a partition that is not yet part of the transaction becomes one (transactions of version 2). */
  readonly mayAdd: boolean
}

export class Transactions {
  readonly #options: TransactionsOptions

  constructor(options: TransactionsOptions) {
    this.#options = options
  }

  /** Brings back what `__transaction_state` holds, and completes what was decided; before the first request. */
  load(): void {
    void this.#options
  }

  /** Whether a producer may write to a partition in its transaction now; `NONE`, or why not. */
  admit(_admission: Admission): ErrorName {
    return 'NONE'
  }

  /** Ends all waiting and lets go of the timers. */
  close(): void {}
}
