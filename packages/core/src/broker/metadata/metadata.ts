/**
 * The metadata of the cluster: a log of events, and the state that they have made. An event is applied when it
 * is appended, so that whoever asks next sees it, and is promised to somebody only when it is durable.
 */
import assert from 'node:assert/strict'
import type { Clock } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import type { MetaProperties } from '../../log/checkpoint/meta-properties.ts'
import { type DirectoryOwner, ForeignDirectoryError, type LogFate } from '../../log/directory-owner.ts'
import type { PartitionLog } from '../../log/partition-log.ts'
import type { MetadataRecordDraft } from '../../protocol/metadata-records.ts'
import type { Place } from '../node.ts'
import { newClusterFeatures, supportedFeatures } from './features.ts'
import { MetadataLog, metadataLogConfig } from './metadata-log.ts'
import { MetadataError, MetadataState, resourceTypes } from './metadata-state.ts'
import { newUuid } from './uuid.ts'

export interface MetadataOptions {
  readonly clock: Clock
  readonly random: Random
  readonly place: Place
  /** The data directory, for errors. */
  readonly path: string
  /** What a new cluster sets for all of its brokers, under Kafka's names. Default: nothing. */
  readonly newClusterSettings?: ReadonlyMap<string, string>
}

/** A log of so many events, most of them superseded, is begun anew. Reading them takes a tenth of a second. */
const EVENTS_BEFORE_COMPACTION = 10_000
/** As many as Apache Kafka's controller gives to a broker at once. */
const PRODUCER_IDS_A_BLOCK = 1_000

export class Metadata implements DirectoryOwner {
  readonly state = new MetadataState()
  readonly metadataConfig = metadataLogConfig
  readonly #options: MetadataOptions
  #log: MetadataLog | null = null
  #identity: MetaProperties | null = null

  constructor(options: MetadataOptions) {
    this.#options = options
  }

  /** The cluster's own name, which it has from its first start on. */
  get clusterId(): string {
    assert.ok(this.#identity !== null, 'a directory that was claimed')
    return this.#identity.clusterId
  }

  claim(found: MetaProperties | null): MetaProperties {
    const { place, path, random } = this.#options
    const { nodeId, clusterId } = place
    if (found !== null && found.nodeId !== nodeId) {
      throw new ForeignDirectoryError(path, { expected: `that of node ${nodeId}`, found: `node ${found.nodeId}'s` })
    }
    if (found !== null && clusterId !== undefined && found.clusterId !== clusterId) {
      const fault = { expected: `that of cluster ${clusterId}`, found: `cluster ${found.clusterId}'s` }
      throw new ForeignDirectoryError(path, fault)
    }
    this.#identity = found ?? { clusterId: clusterId ?? newUuid(random), nodeId, directoryId: newUuid(random) }
    return this.#identity
  }

  async load(log: PartitionLog): Promise<void> {
    this.#log = new MetadataLog(log, this.#options.clock)
    let count = 0
    for (const { record, offset } of this.#log.events()) {
      this.state.apply(record, offset)
      count += 1
    }
    this.#refuseNewer(log.partition)
    const fewest = Array.from(this.state.records(this.#options.place.nodeId))
    if (count > Math.max(EVENTS_BEFORE_COMPACTION, 2 * fewest.length)) await this.#beginAnew(fewest)
    await this.append(this.#startEvents(this.#log.endOffset))
  }

  fateOf({ topic, partition }: { topic: string; partition: number }, topicId: string | null): LogFate {
    const facts = this.state.topicNamed(topic)
    const isKnown = facts !== undefined && partition < facts.partitions.length
    if (isKnown && (topicId === null || topicId === facts.id)) return 'open'
    // A crash may have taken what a new log's directory said of itself.
    const wasRemoved = this.state.wasRemoved(topicId ?? topic) && (topicId !== null || facts === undefined)
    return wasRemoved ? 'remove' : 'set aside'
  }

  /**
   * Makes events happen, all of them or none; they are durable when the promise is kept.
   *
   * @throws DiskError if the disk fails.
   */
  async append(events: Iterable<MetadataRecordDraft>): Promise<void> {
    const log = this.#log
    assert.ok(log !== null, 'metadata that is loaded')
    for (const { record, offset } of log.append(events)) this.state.apply(record, offset)
    await log.flush()
  }

  /** A block of producer ids that nobody has had. */
  async takeProducerIds(): Promise<{ readonly first: number; readonly count: number }> {
    const first = this.state.nextProducerId
    const { nodeId: brokerId } = this.#options.place
    const body = { brokerId, brokerEpoch: this.state.brokerEpoch, nextProducerId: first + PRODUCER_IDS_A_BLOCK }
    await this.append([{ kind: 'producerIds', body }])
    return { first, count: PRODUCER_IDS_A_BLOCK }
  }

  async #beginAnew(events: readonly MetadataRecordDraft[]): Promise<void> {
    const replaced = (await this.#log?.replaceWith(events)) ?? []
    for (const { record, offset } of replaced) this.state.apply(record, offset)
  }

  /** A start of the broker; before the first one, the features and settings of a new cluster. */
  #startEvents(endOffset: number): MetadataRecordDraft[] {
    const { place, random } = this.#options
    const { nodeId: brokerId, host, port, rack } = place
    const features = supportedFeatures.map(({ name, min, max }) => {
      return { name, minSupportedVersion: min, maxSupportedVersion: max }
    })
    const first = this.state.features.size === 0 ? this.#newClusterEvents() : []
    const body = {
      brokerId,
      incarnationId: newUuid(random),
      brokerEpoch: endOffset + first.length,
      endPoints: [{ name: 'PLAINTEXT', host, port, securityProtocol: 0 }],
      features,
      rack,
      fenced: false,
    }
    return [...first, { kind: 'registerBroker', body }]
  }

  #newClusterEvents(): MetadataRecordDraft[] {
    const { newClusterSettings = new Map<string, string>() } = this.#options
    const levels = newClusterFeatures.map(({ name, level: featureLevel }): MetadataRecordDraft => {
      return { kind: 'featureLevel', body: { name, featureLevel } }
    })
    const settings = Array.from(newClusterSettings, ([name, value]): MetadataRecordDraft => {
      return { kind: 'config', body: { resourceType: resourceTypes.broker, resourceName: '', name, value } }
    })
    return [...levels, ...settings]
  }

  #refuseNewer(partition: string): void {
    for (const [name, level] of this.state.features) {
      const known = supportedFeatures.find((feature) => feature.name === name)
      if (known !== undefined && level >= known.min && level <= known.max) continue
      const expected = known === undefined ? 'no such feature' : `${known.min} to ${known.max}`
      throw new MetadataError(`${partition}: ${name}: expected ${expected}, found level ${level}`)
    }
  }
}
