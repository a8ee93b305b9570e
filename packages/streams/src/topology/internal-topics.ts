/**
 * The topics that belong to an application: through which it repartitions, and in which its stores keep their
 * changes; with the settings that Java gives them. What a store's own settings say goes before.
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
}

const dayMs = 24 * 60 * 60 * 1_000
const longMax = '9223372036854775807'
const createTime = { 'message.timestamp.type': 'CreateTime' }
const repartitionSettings = {
  ...createTime,
  'cleanup.policy': 'delete',
  'segment.bytes': String(50 * 1024 * 1024),
  'retention.ms': '-1',
}

/** Repartition topics in the order of the calls, then changelogs in the order of the stores. */
export function internalTopicsOf(topology: Topology, options: InternalTopicOptions): readonly InternalTopic[] {
  const { applicationId } = options
  const repartition = [...topology.repartitionTopics.values()].map(({ name, partitions }): InternalTopic => {
    const settings = repartitionSettings
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

function changelogSettings(store: StoreDefinition, options: InternalTopicOptions): Record<string, string> {
  const { windowedChangelogExtraMs = dayMs } = options
  switch (store.kind) {
    case 'versioned':
      return {
        ...createTime,
        'cleanup.policy': 'compact',
        'min.compaction.lag.ms': sumAsLong(store.historyRetentionMs, dayMs),
      }
    case 'window':
    case 'timestamped-window':
    case 'session':
      return {
        ...createTime,
        'cleanup.policy': 'compact,delete',
        'retention.ms': sumAsLong(store.retentionMs, windowedChangelogExtraMs),
      }
    default:
      return { ...createTime, 'cleanup.policy': 'compact' }
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
