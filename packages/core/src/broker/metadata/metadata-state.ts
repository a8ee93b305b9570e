/**
 * What the cluster is: its topics, settings, features and starts, as the events of its metadata have made it.
 * Nothing changes it but `apply`, so that a replay of the same events gives the same state; and `records` gives
 * the fewest events that make it up anew. Applying those on top of the state changes nothing.
 */
import type { MetadataRecord, MetadataRecordDraft } from '../../protocol/metadata-records.ts'

/** The kinds of things that have settings, by Kafka's numbers. */
export const resourceTypes = { topic: 2, broker: 4 } as const

export interface TopicFacts {
  readonly name: string
  readonly id: string
  readonly partitions: readonly PartitionFacts[]
}

export interface PartitionFacts {
  /** How often the partition's leader changed, less the starts of the broker by then: each start changes it. */
  readonly epochBase: number
  readonly partitionEpoch: number
}

/** An event does not fit those before it. The log is not one of ours, or is broken. */
export class MetadataError extends Error {
  override readonly name = 'MetadataError'
}

type RecordOf<Kind extends MetadataRecord['kind']> = Extract<MetadataRecord, { kind: Kind }>['body']

interface MutableTopic extends TopicFacts {
  readonly partitions: PartitionFacts[]
}

const NONE: ReadonlyMap<string, string> = new Map()

export class MetadataState {
  readonly #topics = new Map<string, MutableTopic>()
  readonly #byName = new Map<string, MutableTopic>()
  readonly #settings = new Map<string, Map<string, string>>()
  readonly #features = new Map<string, number>()
  /** Ids and names of topics that the events removed. */
  readonly #removed = new Set<string>()
  #settingsVersion = 0
  #starts = 0
  #brokerEpoch = -1
  #featuresEpoch = -1
  #nextProducerId = 0

  /** What has been finalized, by name; a feature that is not used is not among them. */
  get features(): ReadonlyMap<string, number> {
    return this.#features
  }

  /** The offset of the event that changed the features last; -1 before any has. */
  get featuresEpoch(): number {
    return this.#featuresEpoch
  }

  /** The offset of the event that says that this broker has started; -1 before that. */
  get brokerEpoch(): number {
    return this.#brokerEpoch
  }

  get nextProducerId(): number {
    return this.#nextProducerId
  }

  /** Grows whenever something is set or set back. */
  get settingsVersion(): number {
    return this.#settingsVersion
  }

  topics(): IterableIterator<TopicFacts> {
    return this.#topics.values()
  }

  topicNamed(name: string): TopicFacts | undefined {
    return this.#byName.get(name)
  }

  /** Whether the events that were applied removed a topic of this id or name. */
  wasRemoved(topic: string): boolean {
    return this.#removed.has(topic)
  }

  leaderEpochOf({ epochBase }: PartitionFacts): number {
    return epochBase + this.#starts
  }

  /** What is set for a topic or a broker; a broker's name is its number, or empty for all of them. */
  settingsOf(resourceType: number, resourceName: string): ReadonlyMap<string, string> {
    return this.#settings.get(`${resourceType} ${resourceName}`) ?? NONE
  }

  /** Makes of the state what an event says. `offset` is where it lies in the log. */
  apply({ kind, body }: MetadataRecord, offset: number): void {
    if (kind === 'topic') this.#addTopic(body)
    else if (kind === 'partition') this.#addPartition(body)
    else if (kind === 'partitionChange') this.#changePartition(body)
    else if (kind === 'removeTopic') this.#removeTopic(body)
    else if (kind === 'config') this.#set(body)
    else if (kind === 'producerIds') this.#nextProducerId = body.nextProducerId
    else if (kind === 'featureLevel') this.#finalize(body, offset)
    else this.#start(offset)
  }

  /** The events that this state comes of. The last start is not among them: a start is an event of its own. */
  *records(brokerId: number): Generator<MetadataRecordDraft> {
    for (const [name, featureLevel] of this.#features) yield { kind: 'featureLevel', body: { name, featureLevel } }
    const { nextProducerId } = this
    if (nextProducerId > 0) yield { kind: 'producerIds', body: { brokerId, nextProducerId } }
    for (const topic of this.#topics.values()) {
      yield { kind: 'topic', body: { name: topic.name, topicId: topic.id } }
      for (const [partitionId, facts] of topic.partitions.entries()) {
        const { partitionEpoch } = facts
        const leaderEpoch = this.leaderEpochOf(facts)
        yield partitionRecord({ partitionId, topicId: topic.id, leaderEpoch, partitionEpoch, brokerId })
      }
    }
    for (const [resource, settings] of this.#settings) {
      const [type = '', resourceName = ''] = resource.split(' ')
      for (const [name, value] of settings) {
        yield { kind: 'config', body: { resourceType: Number(type), resourceName, name, value } }
      }
    }
  }

  #addTopic({ name, topicId: id }: RecordOf<'topic'>): void {
    const known = this.#byName.get(name)
    if (known !== undefined && known.id !== id) {
      throw new MetadataError(`topic ${name}: expected id ${known.id}, which it has, found ${id}`)
    }
    const topic = { name, id, partitions: [] }
    this.#topics.set(id, topic)
    this.#byName.set(name, topic)
  }

  #addPartition({ partitionId, topicId, leaderEpoch, partitionEpoch }: RecordOf<'partition'>): void {
    const { name, partitions } = this.#topicOf(topicId)
    if (partitionId < 0 || partitionId > partitions.length) {
      throw new MetadataError(`topic ${name}: expected partition ${partitions.length}, found ${partitionId}`)
    }
    partitions[partitionId] = { epochBase: leaderEpoch - this.#starts, partitionEpoch }
  }

  #changePartition({ partitionId, topicId, leader }: RecordOf<'partitionChange'>): void {
    const { name, partitions } = this.#topicOf(topicId)
    const facts = partitions[partitionId]
    if (facts === undefined) throw new MetadataError(`topic ${name}: expected a partition, found ${partitionId}`)
    const isLed = leader !== UNCHANGED_LEADER
    const epochBase = isLed ? facts.epochBase + 1 : facts.epochBase
    partitions[partitionId] = { epochBase, partitionEpoch: facts.partitionEpoch + 1 }
  }

  #removeTopic({ topicId }: RecordOf<'removeTopic'>): void {
    const { name } = this.#topicOf(topicId)
    this.#topics.delete(topicId)
    this.#byName.delete(name)
    if (this.#settings.delete(`${resourceTypes.topic} ${name}`)) this.#settingsVersion += 1
    this.#removed.add(topicId).add(name)
  }

  #topicOf(topicId: string): MutableTopic {
    const topic = this.#topics.get(topicId)
    if (topic === undefined) throw new MetadataError(`expected a topic that there is, found id ${topicId}`)
    return topic
  }

  #set({ resourceType, resourceName, name, value }: RecordOf<'config'>): void {
    this.#settingsVersion += 1
    const resource = `${resourceType} ${resourceName}`
    const settings = this.#settings.get(resource) ?? new Map<string, string>()
    if (value === null) settings.delete(name)
    else settings.set(name, value)
    if (settings.size === 0) this.#settings.delete(resource)
    else this.#settings.set(resource, settings)
  }

  #finalize({ name, featureLevel }: RecordOf<'featureLevel'>, offset: number): void {
    if (featureLevel === 0) this.#features.delete(name)
    else this.#features.set(name, featureLevel)
    this.#featuresEpoch = offset
  }

  #start(offset: number): void {
    this.#starts += 1
    this.#brokerEpoch = offset
  }
}

/** What a PartitionChangeRecord says of a leader that stays. */
const UNCHANGED_LEADER = -2

interface NewPartition {
  readonly partitionId: number
  readonly topicId: string
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly brokerId: number
}

/** The event of a partition whose one replica is this broker's. */
export function partitionRecord({ brokerId, ...facts }: NewPartition): MetadataRecordDraft {
  const replicas = [brokerId]
  const rest = { replicas, isr: replicas, removingReplicas: [], addingReplicas: [], leader: brokerId }
  return { kind: 'partition', body: { ...facts, ...rest, directories: [] } }
}
