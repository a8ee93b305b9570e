/**
 * Who leads which partition, remembered for as long as a client may trust its metadata, so that calls about the
 * same partitions again and again cost one request each. Topics are asked for by name and never created by that.
 */
import { apis } from '../../../protocol/apis.ts'
import { errors } from '../../../protocol/errors.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { brokerError, type ClientError } from '../../errors.ts'
import { partitionName, type TopicPartition } from '../../groups/assignment.ts'

interface KnownTopic {
  readonly leaderIds: ReadonlyMap<number, number>
  readonly readMs: number
}

/** So many topics are remembered: what a large cluster has, at some 100 bytes for each partition. */
const TOPICS_MAX = 10_000

export class Leaders {
  readonly cluster: Cluster
  readonly #topics = new Map<string, KnownTopic>()

  constructor(cluster: Cluster) {
    this.cluster = cluster
  }

  /** Finds out about those that are not known, in one request. What cannot be described comes back with its error. */
  async learn(partitions: Iterable<TopicPartition>): Promise<ReadonlyMap<string, ClientError>> {
    const wanted = new Set<string>()
    for (const { topic, partition } of partitions) if (!this.#isKnown(topic, partition)) wanted.add(topic)
    const problems = new Map<string, ClientError>()
    if (wanted.size === 0) return problems
    if (this.#topics.size + wanted.size > TOPICS_MAX) this.#topics.clear()
    const topics = Array.from(wanted, (name) => ({ name }))
    const api = apis.metadata
    const answer = await this.cluster.askAny({ api, body: { topics, allowAutoTopicCreation: false } })
    const readMs = this.cluster.settings.clock.elapsedMs()
    for (const { name, errorCode, partitions: found } of answer.topics) {
      if (name === null) continue
      const leaderIds = new Map(found.map(({ partitionIndex, leaderId }) => [partitionIndex, leaderId]))
      if (errorCode === errors.NONE.code) this.#topics.set(name, { leaderIds, readMs })
      else problems.set(name, brokerError(errorCode, { place: { api: api.name, subject: name } }))
    }
    const isStranger = (id: number) => id >= 0 && !this.cluster.view.brokers.has(id)
    if (answer.topics.some(({ partitions: found }) => found.some(({ leaderId }) => isStranger(leaderId)))) {
      await this.cluster.refresh()
    }
    return problems
  }

  /** The number of its leader, or why there is none. */
  of(partition: TopicPartition): number | ClientError {
    const leaderId = this.#topics.get(partition.topic)?.leaderIds.get(partition.partition)
    if (leaderId !== undefined && this.cluster.view.brokers.has(leaderId)) return leaderId
    const { code } = leaderId === undefined ? errors.UNKNOWN_TOPIC_OR_PARTITION : errors.LEADER_NOT_AVAILABLE
    return brokerError(code, { place: { api: apis.metadata.name, subject: partitionName(partition) } })
  }

  forget(topic: string): void {
    this.#topics.delete(topic)
  }

  #isKnown(topic: string, partition: number): boolean {
    const { clock, metadataMaxAgeMs } = this.cluster.settings
    const known = this.#topics.get(topic)
    return known?.leaderIds.has(partition) === true && clock.elapsedMs() - known.readMs < metadataMaxAgeMs
  }
}
