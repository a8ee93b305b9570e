/**
 * The settings of a topic, under Kafka's names, with Kafka's types, defaults and limits, and for each the
 * settings of the broker that hold where the topic sets nothing, the first that is set.
 */
import type { BrokerSettingName } from './broker-settings.ts'
import { boolean, double, int, LARGEST_LONG, list, long, oneOf, type Setting, unset } from './setting.ts'

/** A setting of the broker, and what its number is to be multiplied by. */
export interface Synonym {
  readonly name: BrokerSettingName
  readonly factor?: number
}

interface TopicSetting<S extends Setting = Setting> {
  readonly setting: S
  readonly synonyms: readonly Synonym[]
}

function of<S extends Setting>(setting: S, ...names: (BrokerSettingName | Synonym)[]): TopicSetting<S> {
  return { setting, synonyms: names.map((name) => (typeof name === 'string' ? { name } : name)) }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** Replicas whose replication is held back: pairs of partition and broker, or all. */
const throttled = {
  each: { pattern: /^(\*|\d+:\d+)$/, expected: 'pairs PARTITION:BROKER, or *' },
} as const

export const topicSettings = {
  'cleanup.policy': of(list('delete', { allowed: ['compact', 'delete'] }), 'log.cleanup.policy'),
  'compression.gzip.level': of(int(-1, { min: 1, max: 9, or: -1 }), 'compression.gzip.level'),
  'compression.lz4.level': of(int(9, { min: 1, max: 17 }), 'compression.lz4.level'),
  'compression.type': of(
    oneOf('producer', ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']),
    'compression.type',
  ),
  'compression.zstd.level': of(int(3, { min: -131_072, max: 22 }), 'compression.zstd.level'),
  'delete.retention.ms': of(long(DAY_MS, { min: 0 }), 'log.cleaner.delete.retention.ms'),
  'file.delete.delay.ms': of(long(MINUTE_MS, { min: 0 }), 'log.segment.delete.delay.ms'),
  'flush.messages': of(long(LARGEST_LONG, { min: 1 }), 'log.flush.interval.messages'),
  'flush.ms': of(long(LARGEST_LONG, { min: 0 }), 'log.flush.interval.ms', 'log.flush.scheduler.interval.ms'),
  'follower.replication.throttled.replicas': of(list('', throttled)),
  'index.interval.bytes': of(int(4096, { min: 0 }), 'log.index.interval.bytes'),
  /** Not described: for tests, which want small segments. Where it is set it takes the place of `segment.bytes`. */
  'internal.segment.bytes': of(unset('int', { min: 14 })),
  'leader.replication.throttled.replicas': of(list('', throttled)),
  'local.retention.bytes': of(long(-2, { min: -2 }), 'log.local.retention.bytes'),
  'local.retention.ms': of(long(-2, { min: -2 }), 'log.local.retention.ms'),
  'max.compaction.lag.ms': of(long(LARGEST_LONG, { min: 1 }), 'log.cleaner.max.compaction.lag.ms'),
  'max.message.bytes': of(int(1024 ** 2 + 12, { min: 0 }), 'message.max.bytes'),
  'message.timestamp.after.max.ms': of(long(HOUR_MS, { min: 0 }), 'log.message.timestamp.after.max.ms'),
  'message.timestamp.before.max.ms': of(long(LARGEST_LONG, { min: 0 }), 'log.message.timestamp.before.max.ms'),
  'message.timestamp.type': of(oneOf('CreateTime', ['CreateTime', 'LogAppendTime']), 'log.message.timestamp.type'),
  'min.cleanable.dirty.ratio': of(double('0.5', { min: 0, max: 1 }), 'log.cleaner.min.cleanable.ratio'),
  'min.compaction.lag.ms': of(long(0, { min: 0 }), 'log.cleaner.min.compaction.lag.ms'),
  'min.insync.replicas': of(int(1, { min: 1 }), 'min.insync.replicas'),
  preallocate: of(boolean(false), 'log.preallocate'),
  'remote.log.copy.disable': of(boolean(false)),
  'remote.log.delete.on.disable': of(boolean(false)),
  'remote.storage.enable': of(boolean(false)),
  'retention.bytes': of(long(-1), 'log.retention.bytes'),
  'retention.ms': of(
    long(WEEK_MS, { min: -1 }),
    'log.retention.ms',
    { name: 'log.retention.minutes', factor: MINUTE_MS },
    { name: 'log.retention.hours', factor: HOUR_MS },
  ),
  'segment.bytes': of(int(1024 ** 3, { min: 1024 ** 2 }), 'log.segment.bytes'),
  'segment.index.bytes': of(int(10 * 1024 ** 2, { min: 4 }), 'log.index.size.max.bytes'),
  'segment.jitter.ms': of(long(0, { min: 0 }), 'log.roll.jitter.ms', {
    name: 'log.roll.jitter.hours',
    factor: HOUR_MS,
  }),
  'segment.ms': of(long(WEEK_MS, { min: 1 }), 'log.roll.ms', { name: 'log.roll.hours', factor: HOUR_MS }),
  'unclean.leader.election.enable': of(boolean(false), 'unclean.leader.election.enable'),
} as const

export type TopicSettingName = keyof typeof topicSettings

type ValueOf<S> = S extends TopicSetting<Setting<infer Value>> ? Value : never

/** All settings of a topic, each with the value that holds. */
export type TopicValues = { readonly [Name in TopicSettingName]: ValueOf<(typeof topicSettings)[Name]> }

/** Those that an answer to DescribeConfigs does not have. */
export const hiddenTopicSettings: ReadonlySet<string> = new Set(['internal.segment.bytes'])

export function isTopicSetting(name: string): name is TopicSettingName {
  return Object.hasOwn(topicSettings, name)
}
