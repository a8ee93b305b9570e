/**
 * The topics of the broker: what the metadata says of them, and the logs of their partitions. A change is made
 * in the metadata first and is durable there before anything else follows from it, so that a crash leaves
 * nothing half done: a topic without logs gets them at the next start, a log without a topic goes.
 */
import assert from 'node:assert/strict'
import type { Random } from '../../host/random.ts'
import type { DataDirectory } from '../../log/data-directory.ts'
import type { LogConfig } from '../../log/log-config.ts'
import { OrderedChanges } from '../../log/ordered-changes.ts'
import type { MetadataRecordDraft } from '../../protocol/metadata-records.ts'
import type { Configuration } from '../configs/configuration.ts'
import { logConfigFrom } from '../configs/topic-values.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { partitionRecord, resourceTypes, type TopicFacts } from '../metadata/metadata-state.ts'
import { newUuid } from '../metadata/uuid.ts'
import { Partition } from './partition.ts'
import { metricForm } from './topic-name.ts'

export interface Topic {
  readonly name: string
  /** 22 characters of base64url. */
  readonly id: string
  /** The broker's own, such as `__consumer_offsets`. */
  readonly isInternal: boolean
  readonly partitions: readonly Partition[]
  /** What was set for it, under Kafka's names; the rest is default. */
  readonly configs: ReadonlyMap<string, string>
  readonly logConfig: LogConfig
}

export interface NewTopic {
  readonly name: string
  readonly partitionCount: number
  readonly configs?: ReadonlyMap<string, string>
}

export interface TopicsOptions {
  readonly directory: DataDirectory
  readonly metadata: Metadata
  readonly configuration: Configuration
  readonly random: Random
}

/** Settings to be set, or with null to be set back to what holds otherwise. */
export type ConfigChanges = ReadonlyMap<string, string | null>

interface MutableTopic extends Topic {
  readonly partitions: Partition[]
  configs: ReadonlyMap<string, string>
  logConfig: LogConfig
}

const INTERNAL = new Set(['__consumer_offsets', '__transaction_state'])

export class Topics {
  readonly #options: TopicsOptions
  readonly #byName = new Map<string, MutableTopic>()
  readonly #byId = new Map<string, MutableTopic>()
  readonly #byMetricForm = new Map<string, MutableTopic>()
  /** Topics that are in the metadata and not served yet. */
  readonly #creating = new Map<string, Promise<Topic>>()
  /** Topics that are gone from the metadata, and whose logs are not gone yet. */
  readonly #deleting = new Map<string, Promise<void>>()
  /** Partitions of a topic come and go in the order asked for. */
  readonly #changes = new OrderedChanges()
  readonly #whenDeleted = new Set<(topic: Topic) => void>()

  private constructor(options: TopicsOptions) {
    this.#options = options
  }

  /** The topics of the metadata, each with its logs: those that a crash kept from being made are made now. */
  static async open(options: TopicsOptions): Promise<Topics> {
    const topics = new Topics(options)
    for (const facts of options.metadata.state.topics()) await topics.#serve(facts)
    return topics
  }

  [Symbol.iterator](): IterableIterator<Topic> {
    return this.#byName.values()
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  partition(topic: string, index: number): Partition | undefined {
    return this.#byName.get(topic)?.partitions[index]
  }

  /** Whether there is a topic of this name, or is about to be. */
  has(name: string): boolean {
    return this.#options.metadata.state.topicNamed(name) !== undefined
  }

  /** Another topic whose name only differs from this one by a dot for an underscore. */
  collidingWith(name: string): Topic | undefined {
    const found = this.#byMetricForm.get(metricForm(name))
    return found?.name === name ? undefined : found
  }

  /** Runs something after a topic was deleted. */
  whenDeleted(run: (topic: Topic) => void): void {
    this.#whenDeleted.add(run)
  }

  /** Creates a topic; names, numbers and settings are checked by then. One that is there is given as it is. */
  async create(topic: NewTopic): Promise<Topic> {
    const { name } = topic
    const there = this.#creating.get(name) ?? this.#byName.get(name)
    if (there !== undefined) return await there
    const made = this.#create(topic).finally(() => this.#creating.delete(name))
    this.#creating.set(name, made)
    return await made
  }

  /** Adds partitions, so that there are so many. */
  async addPartitions(topic: Topic, partitionCount: number): Promise<void> {
    const { metadata } = this.#options
    const from = metadata.state.topicNamed(topic.name)?.partitions.length ?? 0
    await metadata.append(this.#partitionEvents(topic.id, { from, to: partitionCount }))
    await this.#changes.run([topic.name], async () => {
      const facts = metadata.state.topicNamed(topic.name)
      if (facts?.id === topic.id) await this.#serve(facts)
    })
  }

  /** Sets what may be set; names and values are checked by then. */
  async setConfigs(topic: Topic, changes: ConfigChanges): Promise<void> {
    await this.#options.metadata.append(configEvents(resourceTypes.topic, topic.name, changes))
    this.refreshConfig(topic)
  }

  /** Hands what holds for a topic now to its logs. */
  refreshConfig({ name }: Topic): void {
    const topic = this.#byName.get(name)
    if (topic === undefined) return
    topic.configs = new Map(this.#options.configuration.setFor(name))
    topic.logConfig = this.logConfigOf(name)
    for (const { log } of topic.partitions) log.config = topic.logConfig
  }

  /** What the logs of a topic are to know. */
  logConfigOf(name: string): LogConfig {
    return logConfigFrom(this.#options.configuration.valuesFor(name))
  }

  /** Deletes a topic, of which nothing is left when the promise is kept. */
  async delete(topic: Topic): Promise<void> {
    const { metadata } = this.#options
    if (this.#byId.get(topic.id) === undefined) return await this.#deleting.get(topic.name)
    const durable = metadata.append([{ kind: 'removeTopic', body: { topicId: topic.id } }])
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.id)
    if (this.#byMetricForm.get(metricForm(topic.name)) === topic) this.#byMetricForm.delete(metricForm(topic.name))
    const deleted = this.#changes
      .run([topic.name], () => this.#removeLogs(topic, durable))
      .finally(() => this.#deleting.delete(topic.name))
    this.#deleting.set(topic.name, deleted)
    // The logs must not be read any more from here on.
    for (const partition of topic.partitions) partition.retire()
    for (const run of this.#whenDeleted) run(topic)
    await deleted
  }

  async #removeLogs({ name: topic, id, partitions }: Topic, durable: Promise<void>): Promise<void> {
    await durable
    for (const partition of partitions) partition.retire() // those that were being added, too
    const places = partitions.map(({ index: partition }) => ({ topic, partition }))
    await this.#options.directory.deleteAll(places, id)
  }

  async #create({ name, partitionCount, configs = new Map() }: NewTopic): Promise<Topic> {
    const { metadata, random } = this.#options
    const topicId = newUuid(random)
    await metadata.append([
      { kind: 'topic', body: { name, topicId } },
      ...configEvents(resourceTypes.topic, name, configs),
      ...this.#partitionEvents(topicId, { from: 0, to: partitionCount }),
    ])
    await this.#deleting.get(name)
    const facts = metadata.state.topicNamed(name)
    assert.ok(facts !== undefined, `${name} was just created`)
    return await this.#serve(facts)
  }

  #partitionEvents(topicId: string, { from, to }: { from: number; to: number }): MetadataRecordDraft[] {
    const brokerId = this.#options.configuration.nodeId
    return Array.from({ length: to - from }, (_, index) =>
      partitionRecord({ brokerId, topicId, partitionId: from + index, leaderEpoch: 0, partitionEpoch: 0 }),
    )
  }

  /** Serves the partitions that are in the metadata and are not served yet. */
  async #serve({ name, id, partitions: facts }: TopicFacts): Promise<Topic> {
    const { directory, metadata } = this.#options
    const topic = this.#byId.get(id) ?? this.#newTopic(name, id)
    const from = topic.partitions.length
    const places = facts.slice(from).map((_, index) => ({ topic: name, partition: from + index }))
    const missing = places.filter((place) => directory.log(place) === undefined)
    if (missing.length > 0) await directory.createAll(missing, id)
    for (const { partition: index } of places) {
      const log = directory.log({ topic: name, partition: index })
      const known = facts[index]
      assert.ok(log !== undefined && known !== undefined, `${name}-${index} has a log`)
      topic.partitions.push(
        new Partition({ topic: name, index, log, leaderEpoch: metadata.state.leaderEpochOf(known) }),
      )
    }
    if (metadata.state.topicNamed(name)?.id !== id) return topic // deleted meanwhile, which has its turn behind this
    this.#byName.set(name, topic)
    this.#byId.set(id, topic)
    this.#byMetricForm.set(metricForm(name), topic)
    return topic
  }

  #newTopic(name: string, id: string): MutableTopic {
    const configs = new Map(this.#options.configuration.setFor(name))
    return { name, id, isInternal: INTERNAL.has(name), partitions: [], configs, logConfig: this.logConfigOf(name) }
  }
}

/** The events that set something for a topic or a broker. */
export function configEvents(resourceType: number, resourceName: string, changes: ConfigChanges) {
  return Array.from(changes, ([name, value]): MetadataRecordDraft => {
    return { kind: 'config', body: { resourceType, resourceName, name, value } }
  })
}
