/** How far groups have come: what they have committed, read, set and forgotten by their coordinator. */
import { apis } from '../../protocol/apis.ts'
import { errorByCode, errors } from '../../protocol/errors.ts'
import { brokerError, type ClientError } from '../errors.ts'
import { type OffsetToCommit, partitionName, type TopicPartition } from '../groups/assignment.ts'
import { byPartition, byTopic } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import type { Answer } from './errand.ts'
import type { Errands } from './errands.ts'
import { SomeFailedError } from './settled.ts'

export interface ListGroupOffsetsOptions extends CallOptions {
  /** Only of these partitions. Default: all that the group has committed. */
  readonly partitions?: Iterable<TopicPartition>
  /**
   * Waits until no transaction is open that has committed offsets of these partitions: whoever takes over from
   * another needs that, or reads records twice. Default: false.
   */
  readonly requireStable?: boolean
}

export interface CommittedOffset extends TopicPartition {
  /** Of the next record to be read. */
  readonly offset: number
  /** Of the last record that was read; -1 where it was not said. */
  readonly leaderEpoch: number
  /** What the committer wrote beside it. */
  readonly metadata: string
}

interface FetchedOffset extends CommittedOffset {
  readonly errorCode: number
}

/** A rebalance ends by itself. */
const WAITED_OUT = new Set(['REBALANCE_IN_PROGRESS'] as const)

/** 10 names topics by ids. */
const LAST_BY_NAME = 9
const [FIRST_WITH_ALL, FIRST_STABLE, FIRST_WITH_GROUPS] = [2, 7, 8] as const

export class GroupOffsets {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** What the group has committed. Partitions of which it has not are not among it. */
  async list(groupId: string, options: ListGroupOffsetsOptions = {}): Promise<ReadonlyMap<string, CommittedOffset>> {
    const { partitions, requireStable = false } = options
    const wanted = partitions === undefined ? null : [...partitions]
    const fetched = await this.#errands.runOne(
      {
        api: apis.offsetFetch,
        items: new Map([[groupId, null]]),
        route: this.#errands.coordinators('group'),
        ask: async (to) => {
          const topics = wanted === null ? null : namedTopics(wanted)
          const body = (version: number) =>
            version >= FIRST_WITH_GROUPS
              ? { groups: [{ groupId, topics }], requireStable }
              : { groupId, topics, requireStable }
          const versions = [requireStable ? FIRST_STABLE : FIRST_WITH_ALL, LAST_BY_NAME] as const
          const answer = await to.ask({ api: apis.offsetFetch, body, versions })
          return [[groupId, fetchedOffsets(answer.groups[0] ?? answer)]]
        },
      },
      options,
    )
    const values = new Map<string, CommittedOffset>()
    const problems = new Map<string, ClientError>()
    for (const { errorCode, ...one } of fetched) {
      const name = partitionName(one)
      const place = { api: apis.offsetFetch.name, subject: `${groupId}: ${name}` }
      if (errorCode !== errors.NONE.code) problems.set(name, brokerError(errorCode, { place }))
      else if (one.offset >= 0) values.set(name, one)
    }
    if (problems.size > 0) throw new SomeFailedError({ values, errors: problems })
    return values
  }

  /** Sets a group's offsets. The group may have no members: one that has is UNKNOWN_MEMBER_ID. */
  async alter(
    groupId: string,
    offsets: Iterable<OffsetToCommit>,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, void>> {
    return await this.#errands.run(
      {
        api: apis.offsetCommit,
        items: byPartition(offsets),
        route: this.#errands.coordinators('group', groupId),
        alsoRetried: WAITED_OUT,
        ask: async (to, share) => {
          const topics = byTopic(share.values()).map(({ topic: name, parts }) => ({
            name,
            partitions: parts.map(({ partition: partitionIndex, offset, leaderEpoch = -1, metadata = '' }) => {
              const [committedOffset, committedLeaderEpoch, committedMetadata] = [offset, leaderEpoch, metadata]
              return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }
            }),
          }))
          const body = { groupId, memberId: '', topics }
          const answer = await to.ask({ api: apis.offsetCommit, body, versions: [2, LAST_BY_NAME] })
          return answer.topics.flatMap(({ name, partitions }) => toldPartitions(name, partitions))
        },
      },
      options,
    )
  }

  /** Makes a group forget its offsets of partitions; of topics that its members read it does not. */
  async delete(
    groupId: string,
    partitions: Iterable<TopicPartition>,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, void>> {
    return await this.#errands.run(
      {
        api: apis.offsetDelete,
        items: byPartition(partitions),
        route: this.#errands.coordinators('group', groupId),
        ask: async (to, share) => {
          const topics = byTopic(share.values()).map(({ topic: name, parts }) => ({
            name,
            partitions: parts.map(({ partition: partitionIndex }) => ({ partitionIndex })),
          }))
          const answer = await to.ask({ api: apis.offsetDelete, body: { groupId, topics } })
          const { errorCode } = answer
          if (errorCode !== errors.NONE.code) return Array.from(share.keys(), (name) => [name, { errorCode }])
          return answer.topics.flatMap(({ name, partitions: deleted }) => toldPartitions(name, deleted))
        },
      },
      options,
    )
  }
}

function namedTopics(partitions: readonly TopicPartition[]) {
  return byTopic(byPartition(partitions).values()).map(({ topic: name, parts }) => {
    return { name, partitionIndexes: parts.map(({ partition }) => partition) }
  })
}

interface FetchAnswer {
  readonly errorCode: number
  readonly topics: readonly {
    readonly name: string
    readonly partitions: readonly {
      readonly partitionIndex: number
      readonly committedOffset: number
      readonly committedLeaderEpoch: number
      readonly metadata: string | null
      readonly errorCode: number
    }[]
  }[]
}

/** As long as one of the partitions may still get an answer, all are asked for again: they belong together. */
function fetchedOffsets({ errorCode, topics }: FetchAnswer): Answer<FetchedOffset[]> {
  if (errorCode !== errors.NONE.code) return { errorCode }
  const value = topics.flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partitionIndex: partition, committedOffset, committedLeaderEpoch, metadata, errorCode }) => {
      const [offset, leaderEpoch] = [committedOffset, committedLeaderEpoch]
      return { topic, partition, offset, leaderEpoch, metadata: metadata ?? '', errorCode }
    }),
  )
  const passing = value.find((one) => {
    return one.errorCode !== errors.UNKNOWN_TOPIC_OR_PARTITION.code && errorByCode(one.errorCode).retriable
  })
  return passing === undefined ? { value } : { errorCode: passing.errorCode }
}

function toldPartitions(topic: string, partitions: readonly { partitionIndex: number; errorCode: number }[]) {
  return partitions.map(({ partitionIndex: partition, errorCode }) => {
    const answer: Answer<void> = errorCode === errors.NONE.code ? { value: undefined } : { errorCode }
    return [partitionName({ topic, partition }), answer] as const
  })
}
