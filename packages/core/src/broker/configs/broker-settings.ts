/**
 * The settings of a broker that mean something here, under Kafka's names, with Kafka's types, defaults and
 * limits. The few that Kafka does not know are at the end. What the code reads follows from this table:
 * `num.partitions` is `numPartitions` there (see `broker-config.ts`).
 */
import { boolean, double, int, LARGEST_LONG, list, long, oneOf, unset } from './setting.ts'

const NO_LIMIT = 0x7fffffff
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const brokerSettings = {
  // Topics
  'num.partitions': int(1, { min: 1 }),
  'auto.create.topics.enable': boolean(true),
  'delete.topic.enable': boolean(true),

  // What a topic has that sets nothing: see `topic-settings.ts`
  'compression.type': oneOf('producer', ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']),
  'compression.gzip.level': int(-1, { min: 1, max: 9, or: -1 }),
  'compression.lz4.level': int(9, { min: 1, max: 17 }),
  'compression.zstd.level': int(3, { min: -131_072, max: 22 }),
  'log.cleaner.delete.retention.ms': long(DAY_MS, { min: 0 }),
  'log.cleaner.max.compaction.lag.ms': long(LARGEST_LONG, { min: 1 }),
  'log.cleaner.min.cleanable.ratio': double('0.5', { min: 0, max: 1 }),
  'log.cleaner.min.compaction.lag.ms': long(0, { min: 0 }),
  'log.cleanup.policy': list('delete', { allowed: ['compact', 'delete'] }),
  'log.flush.interval.messages': long(LARGEST_LONG, { min: 1 }),
  'log.flush.interval.ms': unset('long'),
  'log.flush.scheduler.interval.ms': long(LARGEST_LONG),
  'log.index.interval.bytes': int(4096, { min: 0 }),
  'log.index.size.max.bytes': int(10 * 1024 ** 2, { min: 4 }),
  'log.local.retention.bytes': long(-2, { min: -2 }),
  'log.local.retention.ms': long(-2, { min: -2 }),
  'log.message.timestamp.after.max.ms': long(HOUR_MS, { min: 0 }),
  'log.message.timestamp.before.max.ms': long(LARGEST_LONG, { min: 0 }),
  'log.message.timestamp.type': oneOf('CreateTime', ['CreateTime', 'LogAppendTime']),
  'log.preallocate': boolean(false),
  'log.retention.bytes': long(-1),
  'log.retention.hours': int(168),
  'log.retention.minutes': unset('int'),
  'log.retention.ms': unset('long'),
  'log.roll.hours': int(168, { min: 1 }),
  'log.roll.jitter.hours': int(0, { min: 0 }),
  'log.roll.jitter.ms': unset('long'),
  'log.roll.ms': unset('long'),
  'log.segment.bytes': int(1024 ** 3, { min: 1024 ** 2 }),
  'log.segment.delete.delay.ms': long(MINUTE_MS, { min: 0 }),
  'message.max.bytes': int(1024 ** 2 + 12, { min: 0 }),
  'min.insync.replicas': int(1, { min: 1 }),
  'unclean.leader.election.enable': boolean(false),

  // The data directory
  'log.cleaner.backoff.ms': long(15_000, { min: 0 }),
  'log.cleaner.dedupe.buffer.size': long(128 * 1024 ** 2),
  'log.cleaner.io.max.bytes.per.second': double('1.7976931348623157E308'),
  'log.flush.offset.checkpoint.interval.ms': int(MINUTE_MS, { min: 0 }),
  'log.retention.check.interval.ms': long(5 * MINUTE_MS, { min: 1 }),

  // Groups
  'group.initial.rebalance.delay.ms': int(3_000),
  'group.max.session.timeout.ms': int(30 * MINUTE_MS),
  'group.max.size': int(NO_LIMIT, { min: 1 }),
  'group.min.session.timeout.ms': int(6_000),
  'offset.metadata.max.bytes': int(4096),
  'offsets.retention.check.interval.ms': long(10 * MINUTE_MS, { min: 1 }),
  'offsets.retention.minutes': int(7 * 24 * 60, { min: 1 }),
  'offsets.topic.num.partitions': int(50, { min: 1 }),
  /** Kafka takes less here, and then cannot create the topic; so with the transactions' below. */
  'offsets.topic.segment.bytes': int(100 * 1024 ** 2, { min: 1024 ** 2 }),

  // Transactions and producers
  'producer.id.expiration.ms': int(DAY_MS, { min: 1 }),
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': int(10_000, { min: 1 }),
  'transaction.max.timeout.ms': int(15 * MINUTE_MS, { min: 1 }),
  'transaction.partition.verification.enable': boolean(true),
  'transaction.remove.expired.transaction.cleanup.interval.ms': int(HOUR_MS, { min: 1 }),
  'transaction.state.log.num.partitions': int(50, { min: 1 }),
  'transaction.state.log.segment.bytes': int(100 * 1024 ** 2, { min: 1024 ** 2 }),
  'transactional.id.expiration.ms': int(7 * DAY_MS, { min: 1 }),

  // Requests and connections
  'connections.max.idle.ms': long(10 * MINUTE_MS),
  'fetch.max.bytes': int(55 * 1024 ** 2, { min: 1024 }),
  'max.connections': int(NO_LIMIT, { min: 0 }),
  'max.connections.per.ip': int(NO_LIMIT, { min: 0 }),
  'max.incremental.fetch.session.cache.slots': int(1_000, { min: 0 }),
  'max.request.partition.size.limit': int(2_000, { min: 1 }),
  /** Requests that are received and not yet answered, of all connections together. */
  'queued.max.requests': int(500, { min: 1 }),
  'socket.request.max.bytes': int(100 * 1024 ** 2, { min: 1 }),

  // Ours
  /** Records of fetch responses that have not left for their clients yet, of all connections together. */
  'fetch.memory.max.bytes': long(256 * 1024 ** 2, { min: 1024 ** 2 }),
  /** For an answer to be read: of the largest, 50 MiB, that is a megabyte a second. */
  'connections.max.unread.ms': long(MINUTE_MS, { min: 1 }),
} as const

export type BrokerSettingName = keyof typeof brokerSettings

/** Those that can be set while the broker runs, for it or for all of its cluster. */
export const dynamicBrokerSettings: ReadonlySet<string> = new Set([
  'background.threads',
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.type',
  'compression.zstd.level',
  'listeners',
  'log.cleaner.delete.retention.ms',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'log.cleaner.max.compaction.lag.ms',
  'log.cleaner.min.cleanable.ratio',
  'log.cleaner.min.compaction.lag.ms',
  'log.cleaner.threads',
  'log.cleanup.policy',
  'log.flush.interval.messages',
  'log.flush.interval.ms',
  'log.index.interval.bytes',
  'log.index.size.max.bytes',
  'log.local.retention.bytes',
  'log.local.retention.ms',
  'log.message.timestamp.after.max.ms',
  'log.message.timestamp.before.max.ms',
  'log.message.timestamp.type',
  'log.preallocate',
  'log.retention.bytes',
  'log.retention.ms',
  'log.roll.jitter.ms',
  'log.roll.ms',
  'log.segment.bytes',
  'log.segment.delete.delay.ms',
  'max.connections',
  'max.connections.per.ip',
  'message.max.bytes',
  'min.insync.replicas',
  'num.io.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'producer.id.expiration.ms',
  'transaction.partition.verification.enable',
  'unclean.leader.election.enable',
])
