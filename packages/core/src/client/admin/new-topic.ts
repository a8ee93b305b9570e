/** A topic that is to be created, and what was created: as users write it and as the wire has it. */
import type { Body, Draft } from '../../protocol/body.ts'
import type { createTopicsRequest, createTopicsResponse } from '../../protocol/messages/19-create-topics.ts'
import { UsageError } from '../errors.ts'
import { type ConfigEntry, configEntries } from './config-entry.ts'

export interface NewTopic {
  readonly name: string
  /** Default: the cluster's `num.partitions`. */
  readonly partitions?: number
  /** Default: the cluster's `default.replication.factor`. */
  readonly replicationFactor?: number
  /** The brokers of each partition, its first leader first: instead of the two above. */
  readonly assignments?: readonly (readonly number[])[]
  /** Under Kafka's names, for example `{ 'cleanup.policy': 'compact' }`. */
  readonly configs?: Readonly<Record<string, string>>
}

export interface CreatedTopic {
  readonly name: string
  /** Whether it was not there before; where that is false, nothing more is known of it. */
  readonly isNew: boolean
  /** The zero id where the topic was only validated, or the broker is too old to say; null where it was there. */
  readonly id: string | null
  /** Null where it was there, the broker is too old to say (before Kafka 2.4) or does not let its asker know. */
  readonly partitions: number | null
  readonly replicationFactor: number | null
  readonly configs: ReadonlyMap<string, ConfigEntry> | null
}

type TopicDraft = Draft<typeof createTopicsRequest>['topics'][number]
type TopicResult = Body<typeof createTopicsResponse>['topics'][number]

export function newTopicDraft(topic: NewTopic): TopicDraft {
  const { name, partitions, replicationFactor, assignments, configs = {} } = topic
  if (assignments !== undefined && (partitions ?? replicationFactor) !== undefined) {
    throw new UsageError(`${name}: expected assignments or numbers of partitions and replicas, found both`)
  }
  return {
    name,
    numPartitions: partitions ?? -1,
    replicationFactor: replicationFactor ?? -1,
    assignments: (assignments ?? []).map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
    configs: Object.entries(configs).map(([setting, value]) => ({ name: setting, value })),
  }
}

/** From this version on the broker fills in what is not said. */
const FIRST_WITH_DEFAULTS = 4

export function versionsFor(topics: readonly TopicDraft[]): readonly [number, number] {
  const leavesOpen = topics.some((one) => {
    return one.assignments.length === 0 && Math.min(one.numPartitions, one.replicationFactor) < 0
  })
  return [leavesOpen ? FIRST_WITH_DEFAULTS : 2, 7]
}

export function createdTopic({ name, topicId, numPartitions, replicationFactor, configs }: TopicResult): CreatedTopic {
  return {
    name,
    isNew: true,
    id: topicId,
    partitions: numPartitions < 0 ? null : numPartitions,
    replicationFactor: replicationFactor < 0 ? null : replicationFactor,
    configs: configs === null || numPartitions < 0 ? null : configEntries(configs),
  }
}

export function existingTopic(name: string): CreatedTopic {
  return { name, isNew: false, id: null, partitions: null, replicationFactor: null, configs: null }
}
