/**
 * The internal topics of an application: made where they are missing, checked where they are there, before tasks read
 * or write them. The cluster's own creation of topics is never relied on: it would give them its own settings.
 */
import { type Admin, settled } from '@millrace/core'
import { internalTopicsOf } from '../../topology/internal-topics.ts'
import type { Topology } from '../../topology/topology.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { countSourceTopics } from './cluster-topics.ts'
import { type PartitionCounts, partitionCounts } from './partition-counts.ts'
import { countRepartitionTopics } from './repartition-topics.ts'
import { weaknessesOf } from './setting-weaknesses.ts'
import { TopicSetup } from './topic-setup.ts'
import type { WantedTopic } from './wanted-topic.ts'

export type InternalTopicsConfig = Pick<
  ResolvedConfig,
  | 'applicationId'
  | 'replicationFactor'
  | 'topicConfig'
  | 'windowedChangelogExtraMs'
  | 'maxPollIntervalMs'
  | 'clock'
  | 'random'
  | 'logger'
>

export interface PreparedTopics {
  readonly counts: PartitionCounts
  /** Those that were not there before. */
  readonly created: readonly string[]
}

/** What makes topics ready counts as progress of its thread, whose group waits no longer than `maxPollInterval`. */
const SHARE_OF_POLL_INTERVAL = 0.5

export class InternalTopics {
  readonly #admin: Admin
  readonly #topology: Topology
  readonly #config: InternalTopicsConfig
  /** Those whose settings have been looked at, so that nobody is warned twice. */
  readonly #looked = new Set<string>()

  constructor(admin: Admin, topology: Topology, config: InternalTopicsConfig) {
    this.#admin = admin
    this.#topology = topology
    this.#config = config
  }

  /**
   * Sees to it that all topics are there that tasks will read and write. May be called again, and by several instances
   * at once.
   *
   * @throws MissingTopicsError where topics are not there that the application reads
   * @throws TopologyError where topics that are joined have different numbers of partitions
   * @throws TopicSetupError where internal topics have other numbers of partitions than they need, the brokers refuse
   *   them, or they are not ready in time
   */
  async prepare({ signal }: { readonly signal?: AbortSignal } = {}): Promise<PreparedTopics> {
    const { clock, random, replicationFactor, maxPollIntervalMs, logger, applicationId } = this.#config
    const timeoutMs = maxPollIntervalMs * SHARE_OF_POLL_INTERVAL
    const endMs = clock.elapsedMs() + timeoutMs
    const cluster = await countSourceTopics(this.#admin, this.#topology, { clock, random, timeoutMs, signal })
    const own = await countRepartitionTopics(this.#admin, this.#topology, { applicationId, timeoutMs, signal })
    const counts = partitionCounts(this.#topology, new Map([...own, ...cluster]), { applicationId })
    const wanted = this.#wanted(counts)
    const time = { clock, random, endMs, timeoutMs, signal }
    const created = await new TopicSetup(this.#admin, wanted, { ...time, replicationFactor }).run()
    if (created.length > 0) logger.info({ applicationId, topics: created }, 'internal topics were created')
    for (const name of created) this.#looked.add(name)
    await this.#warnOfSettings(wanted, signal)
    return { counts, created }
  }

  /** In their order; without those of sub-topologies that have no tasks now. */
  #wanted({ internalTopics }: PartitionCounts): readonly WantedTopic[] {
    const { applicationId, topicConfig, windowedChangelogExtraMs } = this.#config
    const all = internalTopicsOf(this.#topology, { applicationId, topicConfig, windowedChangelogExtraMs })
    return all.flatMap((topic) => {
      const partitions = internalTopics.get(topic.name)
      return partitions === undefined ? [] : [{ ...topic, partitions }]
    })
  }

  async #warnOfSettings(wanted: readonly WantedTopic[], signal: AbortSignal | undefined): Promise<void> {
    const unseen = wanted.filter(({ name }) => !this.#looked.has(name))
    if (unseen.length === 0) return
    const names = unseen.map(({ name }) => name)
    const { values, errors } = await settled(this.#admin.configs.describeTopics(names, { signal }))
    const { logger } = this.#config
    for (const [topic, error] of errors)
      logger.debug({ topic, error }, 'the settings of an internal topic are not told')
    for (const topic of unseen) {
      const settings = values.get(topic.name)
      if (settings === undefined) continue
      this.#looked.add(topic.name)
      for (const weakness of weaknessesOf(topic, settings)) {
        logger.warn({ topic: topic.name }, `an internal topic may lose records: ${weakness}`)
      }
    }
  }
}
