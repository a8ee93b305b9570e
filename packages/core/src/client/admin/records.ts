/** Records that nobody needs any more: deleted up to an offset, by the leader of their partition. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { byPartition, byTopic } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import { type Errands, PATIENT_ATTEMPTS } from './errands.ts'

export interface RecordDeletion extends TopicPartition {
  /** The first offset that stays; `end` for none of those that there are. */
  readonly before: number | 'end'
}

export interface DeletedRecords extends TopicPartition {
  /** Where the partition begins now. */
  readonly startOffset: number
}

const END = -1

export class Records {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** Deletes records, with one request to each leader. */
  async delete(
    deletions: Iterable<RecordDeletion>,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, DeletedRecords>> {
    const items = byPartition(deletions)
    return await this.#errands.run(
      {
        api: apis.deleteRecords,
        items,
        route: this.#errands.leaders(items),
        unknownTopicAttempts: PATIENT_ATTEMPTS,
        ask: async (to, share, leftMs) => {
          const topics = byTopic(share.values()).map(({ topic: name, parts }) => ({
            name,
            partitions: parts.map(({ partition: partitionIndex, before }) => {
              return { partitionIndex, offset: before === 'end' ? END : before }
            }),
          }))
          const body = { topics, timeoutMs: this.#errands.brokerTimeoutMs(leftMs) }
          const answer = await to.ask({ api: apis.deleteRecords, body })
          return answer.topics.flatMap(({ name: topic, partitions }) =>
            partitions.map((one) => {
              const { partitionIndex: partition, lowWatermark: startOffset } = one
              const value = { topic, partition, startOffset }
              return [partitionName(value), one.errorCode === errors.NONE.code ? { value } : one] as const
            }),
          )
        },
      },
      options,
    )
  }
}
