/**
 * Transactions: which there are, how they stand, and the two ways to get rid of one. A producer that is fenced has
 * its open transaction aborted by the coordinator; one of which the coordinator knows nothing any more hangs, and
 * is ended by a marker written to the partition itself.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { byName, byPartition } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import type { Told } from './errand.ts'
import { type Errands, PATIENT_ATTEMPTS } from './errands.ts'
import type { TopicPartitions } from './group-description.ts'
import { SomeFailedError } from './settled.ts'

export interface TransactionListing {
  readonly transactionalId: string
  readonly producerId: number
  /** `Ongoing`, `Empty`, `CompleteCommit` … */
  readonly state: string
}

export interface ListTransactionsOptions extends CallOptions {
  readonly states?: readonly string[]
  readonly producerIds?: readonly number[]
  /** Only those that have been open for longer; needs Kafka 3.8. */
  readonly openForMs?: number
  /** Only ids that match this regular expression of the broker's (RE2/J); needs Kafka 4.2. */
  readonly pattern?: string
}

export interface TransactionDescription extends TransactionListing {
  readonly producerEpoch: number
  readonly timeoutMs: number
  /** Of the one that is open, or was the last; null where there was none. */
  readonly startTimestamp: number | null
  readonly partitions: readonly TopicPartitions[]
}

/** What `producers.describe` tells of a transaction that hangs. */
export interface HangingTransaction extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  /** Default: 0, that of a coordinator that has ended none. */
  readonly coordinatorEpoch?: number
}

export interface FencedProducer {
  readonly producerId: number
  readonly producerEpoch: number
}

const [FIRST_WITH_DURATION, FIRST_WITH_PATTERN, LAST_LIST] = [1, 2, 2] as const

export class Transactions {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** All of them, asked of every broker. Where some have no answer, the rest is in the error's `values`. */
  async list(options: ListTransactionsOptions = {}): Promise<ReadonlyMap<string, TransactionListing>> {
    const { states: stateFilters = [], producerIds: producerIdFilters = [], openForMs = -1, pattern = null } = options
    const oldest = pattern !== null ? FIRST_WITH_PATTERN : openForMs >= 0 ? FIRST_WITH_DURATION : 0
    const body = { stateFilters, producerIdFilters, durationFilter: openForMs, transactionalIdPattern: pattern }
    const found = await this.#errands.settleEverywhere(
      {
        api: apis.listTransactions,
        ask: async (to, share) => {
          const answer = await to.ask({ api: apis.listTransactions, body, versions: [oldest, LAST_LIST] })
          const told = answer.errorCode === errors.NONE.code ? { value: answer.transactionStates } : answer
          return Array.from(share.keys(), (id) => [id, told])
        },
      },
      options,
    )
    const values = new Map(
      found.values.flat().map(({ transactionalId, producerId, transactionState: state }) => {
        return [transactionalId, { transactionalId, producerId, state }] as const
      }),
    )
    if (found.errors.size > 0) throw new SomeFailedError({ values, errors: found.errors })
    return values
  }

  async describe(
    transactionalIds: Iterable<string>,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, TransactionDescription>> {
    return await this.#errands.run(
      {
        api: apis.describeTransactions,
        items: byName(transactionalIds),
        route: this.#errands.coordinators('transaction'),
        ask: async (to, share) => {
          const body = { transactionalIds: [...share.keys()] }
          const { transactionStates } = await to.ask({ api: apis.describeTransactions, body })
          return transactionStates.map((one) => {
            const { transactionalId, producerId, producerEpoch, transactionTimeoutMs: timeoutMs } = one
            if (one.errorCode !== errors.NONE.code) return [transactionalId, one]
            const startTimestamp = one.transactionStartTimeMs < 0 ? null : one.transactionStartTimeMs
            const [state, partitions] = [one.transactionState, one.topics]
            const value = { transactionalId, producerId, state, producerEpoch, timeoutMs, startTimestamp, partitions }
            return [transactionalId, { value }]
          })
        },
      },
      options,
    )
  }

  /**
   * Ends a transaction of which its coordinator knows nothing, in one partition, by writing its abort marker there.
   * Where the coordinator does know it, use `fence`.
   */
  async abort(transaction: HangingTransaction, options?: CallOptions): Promise<void> {
    const { topic, partition, producerId, producerEpoch, coordinatorEpoch = 0 } = transaction
    const items = byPartition([transaction])
    const topics = [{ name: topic, partitionIndexes: [partition] }]
    const marker = { producerId, producerEpoch, transactionResult: false, topics }
    const markers = [{ ...marker, coordinatorEpoch: Math.max(0, coordinatorEpoch) }]
    await this.#errands.runOne(
      {
        api: apis.writeTxnMarkers,
        items,
        route: this.#errands.leaders(items),
        unknownTopicAttempts: PATIENT_ATTEMPTS,
        ask: async (to) => {
          const answer = await to.ask({ api: apis.writeTxnMarkers, body: { markers } })
          return answer.markers
            .flatMap((one) => one.topics)
            .flatMap(({ name, partitions }) =>
              partitions.map(({ partitionIndex, errorCode }) => {
                const told = errorCode === errors.NONE.code ? { value: undefined } : { errorCode }
                return [partitionName({ topic: name, partition: partitionIndex }), told] as const
              }),
            )
        },
      },
      options,
    )
  }

  /** Fences the producers that go by these transactional ids; an open transaction of theirs is aborted first. */
  async fence(transactionalIds: Iterable<string>, options?: CallOptions): Promise<ReadonlyMap<string, FencedProducer>> {
    return await this.#errands.run(
      {
        api: apis.initProducerId,
        items: byName(transactionalIds),
        route: this.#errands.coordinators('transaction'),
        ask: async (to, share, leftMs) => {
          const transactionTimeoutMs = this.#errands.brokerTimeoutMs(leftMs)
          const asked = Array.from(share.keys(), async (transactionalId): Promise<Told<string, FencedProducer>> => {
            const body = { transactionalId, transactionTimeoutMs }
            try {
              const answer = await to.ask({ api: apis.initProducerId, body, versions: [0, 5] })
              const { errorCode, producerId, producerEpoch } = answer
              if (errorCode !== errors.NONE.code) return [transactionalId, { errorCode }]
              return [transactionalId, { value: { producerId, producerEpoch } }]
            } catch (problem) {
              return [transactionalId, { problem }]
            }
          })
          return await Promise.all(asked)
        },
      },
      options,
    )
  }
}
