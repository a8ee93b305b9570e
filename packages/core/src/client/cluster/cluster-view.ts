/**
 * The cluster as a broker described it at one moment: its brokers, and of each topic that was asked for the
 * partitions and who leads them. A view is never changed; a refresh makes a new one.
 */
import type { Body } from '../../protocol/body.ts'
import { type ErrorName, errorByCode, errors } from '../../protocol/errors.ts'
import type { metadataResponse } from '../../protocol/messages/03-metadata.ts'
import type { BrokerAddress } from '../connection/broker-link.ts'

export interface PartitionView {
  readonly topic: string
  readonly partition: number
  /** The number of the broker that leads it; -1 where none does. */
  readonly leaderId: number
  /** -1 where the broker is too old to say. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
}

export interface TopicView {
  readonly name: string
  /** The zero id where the broker is too old to say. */
  readonly id: string
  readonly isInternal: boolean
  /** By number; one that the broker left out is missing. */
  readonly partitions: readonly PartitionView[]
}

export class ClusterView {
  readonly clusterId: string | null
  readonly controllerId: number
  readonly brokers: ReadonlyMap<number, BrokerAddress>
  readonly topics: ReadonlyMap<string, TopicView>
  /** Topics that were asked for and cannot be described, and why. */
  readonly problems: ReadonlyMap<string, ErrorName>

  constructor(parts: Pick<ClusterView, 'clusterId' | 'controllerId' | 'brokers' | 'topics' | 'problems'>) {
    this.clusterId = parts.clusterId
    this.controllerId = parts.controllerId
    this.brokers = parts.brokers
    this.topics = parts.topics
    this.problems = parts.problems
  }

  static readonly empty = new ClusterView({
    clusterId: null,
    controllerId: -1,
    brokers: new Map(),
    topics: new Map(),
    problems: new Map(),
  })

  /**
   * A view out of an answer to Metadata. A partition of which the answer knows an older leader than this view is
   * kept as it is: brokers learn of changes at different times.
   */
  after(answer: Body<typeof metadataResponse>): ClusterView {
    const topics = new Map<string, TopicView>()
    const problems = new Map<string, ErrorName>()
    for (const { name, topicId: id, errorCode, isInternal, partitions } of answer.topics) {
      if (name === null) continue
      if (errorCode !== errors.NONE.code) problems.set(name, errorByCode(errorCode).name)
      else {
        const views: PartitionView[] = []
        for (const one of partitions) {
          const { partitionIndex: partition, leaderId, leaderEpoch, replicaNodes: replicas, isrNodes } = one
          const view = { topic: name, partition, leaderId, leaderEpoch, replicas, inSyncReplicas: isrNodes }
          views[partition] = this.#newer(view, id)
        }
        topics.set(name, { name, id, isInternal, partitions: views })
      }
    }
    const brokers = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { nodeId, host, port }]))
    const { clusterId, controllerId } = answer
    return new ClusterView({ clusterId, controllerId, brokers, topics, problems })
  }

  partition(topic: string, partition: number): PartitionView | undefined {
    return this.topics.get(topic)?.partitions[partition]
  }

  /** This view with another leader of a partition, unless what it knows is as new. */
  withLeader(leader: { topic: string; partition: number; leaderId: number; leaderEpoch: number }): ClusterView {
    const { topic: name, partition, leaderId, leaderEpoch } = leader
    const topic = this.topics.get(name)
    const known = topic?.partitions[partition]
    if (topic === undefined || known === undefined || known.leaderEpoch >= leaderEpoch) return this
    const partitions = topic.partitions.with(partition, { ...known, leaderId, leaderEpoch })
    const topics = new Map(this.topics).set(name, { ...topic, partitions })
    return new ClusterView({ ...this, topics })
  }

  /** This view with brokers that an answer named beside their numbers. */
  withBrokers(brokers: readonly BrokerAddress[]): ClusterView {
    if (brokers.length === 0) return this
    const known = new Map(this.brokers)
    for (const { nodeId, host, port } of brokers) known.set(nodeId, { nodeId, host, port })
    return new ClusterView({ ...this, brokers: known })
  }

  #newer(view: PartitionView, topicId: string): PartitionView {
    const topic = this.topics.get(view.topic)
    const known = topic?.id === topicId ? topic.partitions[view.partition] : undefined
    return known !== undefined && known.leaderEpoch > view.leaderEpoch ? known : view
  }
}
