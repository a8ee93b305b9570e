/** Where partitions begin and end, and which offset belongs to a point in time: asked of their leaders. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { byPartition, byTopic } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import { type Errands, PATIENT_ATTEMPTS } from './errands.ts'

/**
 * Which offset of a partition: its first; its end, that is the offset of the next record; that of the record with
 * the largest timestamp (Kafka 3.0); the first on the leader's own disk (3.4); behind the last in remote storage
 * (3.9); or, for a number, the first record that is not older than this timestamp.
 */
export type OffsetSpec = 'earliest' | 'latest' | 'maxTimestamp' | 'earliestLocal' | 'latestTiered' | number

export interface OffsetQuery extends TopicPartition {
  /** Default: what the call says. */
  readonly at?: OffsetSpec
}

export interface ListOffsetsOptions extends CallOptions {
  /** Default: latest. */
  readonly at?: OffsetSpec
  /** For a reader of committed records the end is before the first open transaction. Default: read_uncommitted. */
  readonly isolation?: 'read_committed' | 'read_uncommitted'
}

export interface ListedOffset extends TopicPartition {
  /** -1 where there is no such record. */
  readonly offset: number
  /** Of the record that was found by its timestamp; -1 otherwise. */
  readonly timestamp: number
  /** -1 where it is not known. */
  readonly leaderEpoch: number
}

/** The protocol's sign for each, and the first version that knows it. */
const SIGNS = {
  latest: [-1, 1],
  earliest: [-2, 1],
  maxTimestamp: [-3, 7],
  earliestLocal: [-4, 8],
  latestTiered: [-5, 9],
} as const

const FIRST_WITH_ISOLATION = 2
const LAST = 10

export class Offsets {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /**
   * Offsets of partitions, with one request to each leader.
   *
   * ```ts
   * const ends = await admin.offsets.list([{ topic: 'orders', partition: 3 }], { isolation: 'read_committed' })
   * ends.get('orders-3')?.offset
   * ```
   */
  async list(
    partitions: Iterable<OffsetQuery>,
    options: ListOffsetsOptions = {},
  ): Promise<ReadonlyMap<string, ListedOffset>> {
    const { at: atOfAll = 'latest', isolation = 'read_uncommitted' } = options
    const isolationLevel = isolation === 'read_committed' ? 1 : 0
    const items = byPartition(partitions)
    return await this.#errands.run(
      {
        api: apis.listOffsets,
        items,
        route: this.#errands.leaders(items),
        unknownTopicAttempts: PATIENT_ATTEMPTS,
        ask: async (to, share, leftMs) => {
          let oldest = isolationLevel === 1 ? FIRST_WITH_ISOLATION : 1
          const topics = byTopic(share.values()).map(({ topic: name, parts }) => ({
            name,
            partitions: parts.map(({ partition: partitionIndex, at = atOfAll }) => {
              const [timestamp, since] = typeof at === 'number' ? [at, 1] : SIGNS[at]
              oldest = Math.max(oldest, since)
              return { partitionIndex, timestamp }
            }),
          }))
          const timeoutMs = this.#errands.brokerTimeoutMs(leftMs)
          const body = { replicaId: -1, topics, timeoutMs, isolationLevel }
          const answer = await to.ask({ api: apis.listOffsets, body, versions: [oldest, LAST] })
          return answer.topics.flatMap(({ name: topic, partitions: found }) =>
            found.map((one) => {
              const { partitionIndex: partition, offset, timestamp, leaderEpoch } = one
              const value = { topic, partition, offset, timestamp, leaderEpoch }
              return [partitionName(value), one.errorCode === errors.NONE.code ? { value } : one] as const
            }),
          )
        },
      },
      options,
    )
  }
}
