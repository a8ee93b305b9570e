/**
 * What holds for a topic: what it sets itself, then what the broker has set for all topics, then the defaults.
 * And what of that the log is to know.
 */
import type { LogConfig } from '../../log/log-config.ts'
import type { BrokerSettingName } from './broker-settings.ts'
import type { Setting } from './setting.ts'
import { type Synonym, type TopicSettingName, type TopicValues, topicSettings } from './topic-settings.ts'

/** The text that holds for a setting of the broker; null where there is none. */
export type BrokerText = (name: BrokerSettingName) => string | null

/** The text that holds for a setting of a topic; null for a setting without a value. */
export function topicText(name: TopicSettingName, set: ReadonlyMap<string, string>, broker: BrokerText): string | null {
  const { setting, synonyms } = topicSettings[name]
  const given = set.get(name) ?? null
  if (given !== null) return canonical(setting, given)
  for (const synonym of synonyms) {
    const text = textOf(synonym, broker)
    if (text !== null) return canonical(setting, text)
  }
  return setting.otherwise
}

export function topicValues(set: ReadonlyMap<string, string>, broker: BrokerText): TopicValues {
  const entries = Object.entries(topicSettings).map(([name, { setting }]) => {
    const text = topicText(name as TopicSettingName, set, broker)
    const parsed = text === null ? null : setting.parse(text)
    return [name, parsed?.kind === 'value' ? parsed.value : null]
  })
  return Object.fromEntries(entries)
}

function textOf({ name, factor = 1 }: Synonym, broker: BrokerText): string | null {
  const text = broker(name)
  if (text === null || factor === 1) return text
  const value = Number(text)
  return String(value < 0 ? -1 : value * factor)
}

function canonical(setting: Setting, text: string): string {
  const parsed = setting.parse(text)
  return parsed.kind === 'value' ? parsed.text : text
}

export function logConfigFrom(values: TopicValues): LogConfig {
  const policy = values['cleanup.policy']
  return {
    segmentBytes: values['internal.segment.bytes'] ?? values['segment.bytes'],
    segmentMs: limit(values['segment.ms']),
    segmentIndexBytes: values['segment.index.bytes'],
    indexIntervalBytes: values['index.interval.bytes'],
    maxMessageBytes: values['max.message.bytes'],
    retentionMs: limit(values['retention.ms']),
    retentionBytes: limit(values['retention.bytes']),
    cleanupPolicy: { delete: policy.includes('delete'), compact: policy.includes('compact') },
    deleteRetentionMs: limit(values['delete.retention.ms']),
    minCompactionLagMs: limit(values['min.compaction.lag.ms']),
    maxCompactionLagMs: limit(values['max.compaction.lag.ms']),
    minCleanableDirtyRatio: values['min.cleanable.dirty.ratio'],
    compressionType: values['compression.type'],
    compressionGzipLevel: values['compression.gzip.level'],
    compressionZstdLevel: values['compression.zstd.level'],
    messageTimestampType: values['message.timestamp.type'],
    messageTimestampBeforeMaxMs: limit(values['message.timestamp.before.max.ms']),
    messageTimestampAfterMaxMs: limit(values['message.timestamp.after.max.ms']),
    flushMessages: limit(values['flush.messages']),
    flushMs: limit(values['flush.ms']),
  }
}

/** A number by which Kafka means "no limit" is Infinity here. */
function limit(value: number): number {
  return value < 0 || !Number.isSafeInteger(value) ? Number.POSITIVE_INFINITY : value
}
