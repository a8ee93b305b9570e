/** Who writes to a partition: where an open transaction is found that keeps readers of committed records waiting. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { byPartition, byTopic } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import { type Errands, PATIENT_ATTEMPTS } from './errands.ts'

export interface ProducerDescription {
  readonly producerId: number
  readonly producerEpoch: number
  readonly lastSequence: number
  readonly lastTimestamp: number
  /** Of the coordinator that ended its last transaction; -1 where none has. */
  readonly coordinatorEpoch: number
  /** Where its open transaction begins; -1 where there is none. */
  readonly transactionStartOffset: number
}

export class Producers {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** The producers of each partition that its leader remembers. */
  async describe(
    partitions: Iterable<TopicPartition>,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, readonly ProducerDescription[]>> {
    const items = byPartition(partitions)
    return await this.#errands.run(
      {
        api: apis.describeProducers,
        items,
        route: this.#errands.leaders(items),
        unknownTopicAttempts: PATIENT_ATTEMPTS,
        ask: async (to, share) => {
          const topics = byTopic(share.values()).map(({ topic: name, parts }) => {
            return { name, partitionIndexes: parts.map(({ partition }) => partition) }
          })
          const answer = await to.ask({ api: apis.describeProducers, body: { topics } })
          return answer.topics.flatMap(({ name: topic, partitions: found }) =>
            found.map((one) => {
              const name = partitionName({ topic, partition: one.partitionIndex })
              if (one.errorCode !== errors.NONE.code) return [name, one] as const
              const value = one.activeProducers.map(({ currentTxnStartOffset, ...producer }) => {
                return { ...producer, transactionStartOffset: currentTxnStartOffset }
              })
              return [name, { value }] as const
            }),
          )
        },
      },
      options,
    )
  }
}
