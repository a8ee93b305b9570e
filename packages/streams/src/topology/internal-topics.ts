/**
 * The topics that belong to an application: through which it repartitions, and in which its stores keep their
 * changes; with the settings that Java gives them. What the application says for all of them goes before that, and what a store says
 * of its own before both.
 */
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import { changelogTopic, decoratedTopic } from './internal-topic.ts'
import type { Topology } from './topology.ts'

export interface InternalTopic {
  readonly kind: 'repartition' | 'changelog'
  /** In full: with the application's prefix. */
  readonly name: string
  /** Null for as many as its sub-topology has. */
  readonly partitions: number | null
  readonly settings: Readonly<Record<string, string>>
}

export interface InternalTopicOptions {
  readonly applicationId: string
  /** How much longer than the store itself a changelog keeps windows, since clocks differ. Default: a day. */
  readonly windowedChangelogExtraMs?: number
  /** Settings of all of them, in place of those that are the same for all of a kind. */
  readonly topicConfig?: Readonly<Record<string, string>>
}

const dayMs = 24 * 60 * 60 * 1_000
const longMax = '9223372036854775807'
const createTime = { 'message.timestamp.type': 'CreateTime' }
const compacted = { ...createTime, 'cleanup.policy': 'compact' }
const repartitionSettings = {
  ...createTime,
  'cleanup.policy': 'delete',
  'segment.bytes': String(50 * 1024 * 1024),
  'retention.ms': '-1',
}

/** Repartition topics in the order of the calls, then changelogs in the order of the stores. */
export function internalTopicsOf(topology: Topology, options: InternalTopicOptions): readonly InternalTopic[] {
  const { applicationId, topicConfig } = options
  const repartition = [...topology.repartitionTopics.values()].map(({ name, partitions }): InternalTopic => {
    const settings = { ...repartitionSettings, ...topicConfig }
    return { kind: 'repartition', name: decoratedTopic(applicationId, name), partitions, settings }
  })
  const logged = [...topology.stores.values()].filter(
    ({ name, logging }) => logging && !topology.sourceChangelogs.has(name) && isUsed(topology, name),
  )
  const changelogs = logged.map((store): InternalTopic => {
    const settings = { ...changelogSettings(store, options), ...store.topicConfig }
    return { kind: 'changelog', name: changelogTopic(applicationId, store.name), partitions: null, settings }
  })
  return [...repartition, ...changelogs]
}

/** How long rows are kept follows from the store: what the application says for all topics does not change it. */
function changelogSettings(store: StoreDefinition, options: InternalTopicOptions): Record<string, string> {
  const { windowedChangelogExtraMs = dayMs, topicConfig } = options
  switch (store.kind) {
    case 'versioned':
      return { ...compacted, ...topicConfig, 'min.compaction.lag.ms': sumAsLong(store.historyRetentionMs, dayMs) }
    case 'window':
    case 'timestamped-window':
    case 'session':
      return {
        ...compacted,
        'cleanup.policy': 'compact,delete',
        ...topicConfig,
        'retention.ms': sumAsLong(store.retentionMs, windowedChangelogExtraMs),
      }
    default:
      return { ...compacted, ...topicConfig }
  }
}

/** A sum that would not fit is "for ever", as in Java. */
function sumAsLong(a: number, b: number): string {
  const sum = a + b
  return Number.isSafeInteger(sum) ? String(sum) : longMax
}

function isUsed(topology: Topology, store: string): boolean {
  return [...topology.nodes.values()].some((node) => node.kind === 'processor' && node.stores.has(store))
}
