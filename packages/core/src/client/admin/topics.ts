/** Topics: what there are, what they are like, and that they come, grow and go. Each topic has its own outcome. */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import type { metadataResponse } from '../../protocol/messages/03-metadata.ts'
import { byKey, byName } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import type { Errands } from './errands.ts'
import {
  type CreatedTopic,
  createdTopic,
  existingTopic,
  type NewTopic,
  newTopicDraft,
  versionsFor,
} from './new-topic.ts'

export interface TopicListing {
  readonly name: string
  /** Of 22 characters; the zero id where the broker is too old to say. */
  readonly id: string
  /** The cluster's own, such as `__consumer_offsets`. */
  readonly isInternal: boolean
}

export interface PartitionDescription {
  readonly partition: number
  /** -1 where there is none at the moment. */
  readonly leaderId: number
  /** -1 where the broker is too old to say. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
  readonly offlineReplicas: readonly number[]
}

export interface TopicDescription extends TopicListing {
  /** By their numbers. */
  readonly partitions: readonly PartitionDescription[]
}

export interface CreateTopicsOptions extends CallOptions {
  /** Says what would become of it, and creates nothing. */
  readonly validateOnly?: boolean
  /** A topic that is there already is left as it is, instead of being an error. Default: false. */
  readonly keepExisting?: boolean
}

export interface MorePartitions {
  readonly topic: string
  /** How many there are to be afterwards. */
  readonly partitions: number
  /** The brokers of each new one, its first leader first. Default: the cluster chooses. */
  readonly assignments?: readonly (readonly number[])[]
}

export class Topics {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** All topics, by name; the cluster's own only where that is asked for. */
  async list(options: CallOptions & { internal?: boolean } = {}): Promise<ReadonlyMap<string, TopicListing>> {
    const topics = await this.#errands.runOne(
      {
        api: apis.metadata,
        items: new Map([['all topics', null]]),
        route: this.#errands.anyBroker<string>(),
        ask: async (to) => {
          const answer = await to.ask({ api: apis.metadata, body: { topics: null, allowAutoTopicCreation: false } })
          return [['all topics', { value: answer.topics }]]
        },
      },
      options,
    )
    const { internal = false } = options
    const listings = topics.flatMap(({ name, topicId: id, isInternal, errorCode }): TopicListing[] =>
      name === null || errorCode !== errors.NONE.code || (isInternal && !internal) ? [] : [{ name, id, isInternal }],
    )
    return new Map(listings.map((one) => [one.name, one]))
  }

  /**
   * Ids, partitions and their leaders. A topic that is not there is an error at once; brokers of a cluster hear of a
   * new one a moment after its creation was answered.
   */
  async describe(names: Iterable<string>, options?: CallOptions): Promise<ReadonlyMap<string, TopicDescription>> {
    return await this.#errands.run(
      {
        api: apis.metadata,
        items: byName(names),
        route: this.#errands.anyBroker<string>(),
        ask: async (to, share) => {
          const topics = Array.from(share.keys(), (name) => ({ name }))
          const answer = await to.ask({ api: apis.metadata, body: { topics, allowAutoTopicCreation: false } })
          return answer.topics.map((one) => [
            one.name ?? '',
            one.errorCode === errors.NONE.code ? { value: described(one) } : one,
          ])
        },
      },
      options,
    )
  }

  /**
   * Creates topics, given by name alone or with their partitions and settings.
   *
   * ```ts
   * await admin.topics.create(['orders', { name: 'counts', partitions: 3, configs: { 'cleanup.policy': 'compact' } }])
   * ```
   *
   * Where an answer was lost and the topic is there when it is asked for again, that is TOPIC_ALREADY_EXISTS, and
   * the message says that this call may have created it.
   */
  async create(
    topics: Iterable<string | NewTopic>,
    options: CreateTopicsOptions = {},
  ): Promise<ReadonlyMap<string, CreatedTopic>> {
    const { validateOnly = false, keepExisting = false } = options
    const wanted = Array.from(topics, (one) => (typeof one === 'string' ? { name: one } : one))
    return await this.#errands.run(
      {
        api: apis.createTopics,
        items: byKey(wanted, ({ name }) => name),
        route: this.#errands.controller(),
        ask: async (to, share, leftMs) => {
          const timeoutMs = this.#errands.brokerTimeoutMs(leftMs)
          const drafts = Array.from(share.values(), newTopicDraft)
          const body = { topics: drafts, timeoutMs, validateOnly }
          const answer = await to.ask({ api: apis.createTopics, body, versions: versionsFor(drafts) })
          return answer.topics.map((one) => {
            const exists = one.errorCode === errors.TOPIC_ALREADY_EXISTS.code
            if (exists && keepExisting) return [one.name, { value: existingTopic(one.name) }]
            return [one.name, one.errorCode === errors.NONE.code ? { value: createdTopic(one) } : one]
          })
        },
      },
      options,
    )
  }

  /** Deletes topics. That it succeeds means that it is decided; files may be there for a while. */
  async delete(names: Iterable<string>, options?: CallOptions): Promise<ReadonlyMap<string, void>> {
    return await this.#errands.run(
      {
        api: apis.deleteTopics,
        items: byName(names),
        route: this.#errands.controller(),
        ask: async (to, share, leftMs) => {
          const timeoutMs = this.#errands.brokerTimeoutMs(leftMs)
          const topicNames = [...share.keys()]
          const topics = topicNames.map((name) => ({ name, topicId: ZERO_UUID }))
          const body = (version: number) => (version >= 6 ? { topics, timeoutMs } : { topicNames, timeoutMs })
          const answer = await to.ask({ api: apis.deleteTopics, body })
          return answer.responses.map((one) => [
            one.name ?? '',
            one.errorCode === errors.NONE.code ? { value: undefined } : one,
          ])
        },
      },
      options,
    )
  }

  /**
   * Gives topics more partitions. Records of the same key may go to another partition from then on: never do
   * this to the input of a streams application that is running.
   */
  async addPartitions(
    topics: Iterable<MorePartitions>,
    options: CallOptions & { validateOnly?: boolean } = {},
  ): Promise<ReadonlyMap<string, void>> {
    const { validateOnly = false } = options
    return await this.#errands.run(
      {
        api: apis.createPartitions,
        items: byKey(topics, ({ topic }) => topic),
        route: this.#errands.controller(),
        ask: async (to, share, leftMs) => {
          const drafts = Array.from(share.values(), ({ topic: name, partitions: count, assignments }) => {
            return { name, count, assignments: assignments?.map((brokerIds) => ({ brokerIds })) ?? null }
          })
          const body = { topics: drafts, timeoutMs: this.#errands.brokerTimeoutMs(leftMs), validateOnly }
          const { results } = await to.ask({ api: apis.createPartitions, body })
          return results.map((one) => [one.name, one.errorCode === errors.NONE.code ? { value: undefined } : one])
        },
      },
      options,
    )
  }
}

function described(topic: Body<typeof metadataResponse>['topics'][number]): TopicDescription {
  const partitions = topic.partitions.map((one) => ({
    partition: one.partitionIndex,
    leaderId: one.leaderId,
    leaderEpoch: one.leaderEpoch,
    replicas: one.replicaNodes,
    inSyncReplicas: one.isrNodes,
    offlineReplicas: one.offlineReplicas,
  }))
  partitions.sort((one, other) => one.partition - other.partition)
  return { name: topic.name ?? '', id: topic.topicId, isInternal: topic.isInternal, partitions }
}
