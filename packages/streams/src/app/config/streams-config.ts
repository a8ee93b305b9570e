/**
 * What can be said of an application: everything but the topology itself. Only `applicationId` and `brokers` have to
 * be. Durations are milliseconds or texts such as '5m'. Defaults are Kafka Streams' own where it has the option;
 * `options.ts` holds them, and the guide's page of them is held against it.
 */
import type { SaslOptions, TlsOptions } from '@millrace/core'
import type { FailurePolicies } from '../../failure/failure-handling.ts'
import type { Serde } from '../../serde/serde.ts'
import type { Duration } from '../../time/duration.ts'
import type { OffsetReset } from '../../topology/node-plan.ts'
import type { TimestampExtractor } from '../../topology/timestamp-extractor.ts'
import type { AdminPart, CommonPart, ConsumerPart, ProducerPart } from './client-parts.ts'
import type { Host } from './host.ts'
import type { UncaughtErrorPolicy } from './uncaught-error.ts'

export type ProcessingGuarantee = 'at_least_once' | 'exactly_once_v2'

// biome-ignore lint/suspicious/noExplicitAny: a serde of any type may be the default; who relies on it knows which
type AnySerde = Serde<any>

interface ApplicationConfig {
  /** Names the application: its group, its internal topics, its state on disk. */
  readonly applicationId: string
  /** Some brokers of the cluster, as `host:port`. */
  readonly brokers: readonly string[]
  /** What logs, metrics and brokers call this instance. Default: the application's id and a random UUID. */
  readonly clientId?: string
  /** Default: at_least_once. */
  readonly processingGuarantee?: ProcessingGuarantee
  /** Default: 30 s; 100 ms with exactly once. */
  readonly commitInterval?: Duration
  /** Default: 1, the thread that calls. */
  readonly threads?: number
  /** Where other instances reach this one for queries, as `host:port`. Default: nowhere. */
  readonly applicationServer?: string | null
  /** For the application's own processors, which read it from their context. */
  readonly appConfig?: Readonly<Record<string, unknown>>
}

interface RecordsConfig extends FailurePolicies {
  /** For nodes that name no serde of their own. */
  readonly defaultKeySerde?: AnySerde | null
  readonly defaultValueSerde?: AnySerde | null
  /** Default: `failOnInvalidTimestamp`. */
  readonly defaultTimestampExtractor?: TimestampExtractor
  /** Where reading starts when nothing is committed, for sources that do not say. Default: earliest. */
  readonly offsetReset?: OffsetReset
  /** What becomes of the application when a task or a thread failed. Default: the instance is closed. */
  readonly onUncaughtError?: UncaughtErrorPolicy
  /** How long a task waits for records of a partition that has none. Default: as long as it is known to lag. */
  readonly maxTaskIdle?: Duration | 'never'
  /** How long a task may fail for a reason that may pass, before it counts as failed. Default: 5 minutes. */
  readonly taskTimeout?: Duration
  /** How often results are looked for that time has made final. Default: 1 s. */
  readonly emitInterval?: Duration
  /** What records that wait to be processed may take of memory, for each thread. Default: 64 MiB. */
  readonly bufferedBytesMax?: number
}

interface StateConfig {
  /** Default: `millrace-streams` among the machine's temporary files. */
  readonly stateDir?: string
  /** What all state may take of memory: rows that are not committed, rows at hand, caches. Default: 256 MiB. */
  readonly stateMemoryBytes?: number
  /** What record caches may hold of that, shared by the threads; 0 for no caches. Default: 10 MiB. */
  readonly cacheMaxBytes?: number
  /** How long the state of a task that went elsewhere is kept on disk. Default: 10 minutes. */
  readonly stateCleanupDelay?: Duration
  /** State that nobody has used for so long is deleted at the start. Default: never. */
  readonly stateMaxAge?: Duration | 'never'
}

interface TopicsConfig {
  /** Of internal topics. Default: null, as the cluster has it. */
  readonly replicationFactor?: number | null
  /** Settings of all internal topics, under Kafka's names; what a store says of its own goes before. */
  readonly topicConfig?: Readonly<Record<string, string>>
  /** How much longer than the store itself a changelog keeps windows, since clocks differ. Default: a day. */
  readonly windowedChangelogExtra?: Duration
  /** How often records of repartition topics are deleted that have been processed. Default: 30 s. */
  readonly repartitionPurgeInterval?: Duration
}

export type TaskAssignorName = 'highly-available' | 'sticky'

interface SharingConfig {
  /**
   * Who gets which tasks: whoever has their state nearly whole, while others copy it; or who had them before, whatever
   * there is to be restored. Default: highly-available.
   */
  readonly taskAssignor?: TaskAssignorName
  /** Default: 0. */
  readonly numStandbyReplicas?: number
  /** So many records a copy of the state may lag behind and still take its task over; `Infinity` for any. Default: 10,000. */
  readonly acceptableRecoveryLag?: number
  /** So many copies are made at once to move tasks. Default: 2. */
  readonly maxWarmupReplicas?: number
  /** How often it is looked whether such a copy is ready; at least a minute. Default: 10 minutes. */
  readonly probingRebalanceInterval?: Duration
  /** Names of client tags by which standbys are spread, the most important first. */
  readonly rackAwareAssignmentTags?: readonly string[]
  /** Where this instance stands: `{ zone: 'a', cluster: 'blue' }`. */
  readonly clientTags?: Readonly<Record<string, string>>
  /** Makes this instance a static member of the group; each instance has another. */
  readonly groupInstanceId?: string | null
  /** After so long without a heartbeat the others take over. Default: 45 s. */
  readonly sessionTimeout?: Duration
  /** Default: 3 s. */
  readonly heartbeatInterval?: Duration
  /** A thread that makes no progress for so long is taken for hung, and the others take over. Default: 5 minutes. */
  readonly maxPollInterval?: Duration
}

interface ClientsConfig extends Partial<Host> {
  /** Whether connections are encrypted, and how. Default: false. */
  readonly tls?: boolean | TlsOptions
  /** Who logs in, where brokers want to know. */
  readonly sasl?: SaslOptions | null
  /** What all clients within are told. */
  readonly client?: CommonPart
  readonly producer?: ProducerPart
  /** Of the consumer of the input, and of those below where they say nothing else. */
  readonly consumer?: ConsumerPart
  /** Of the reader of changelogs. */
  readonly restoreConsumer?: ConsumerPart
  /** Of the reader of global tables' topics. */
  readonly globalConsumer?: ConsumerPart
  readonly admin?: AdminPart
}

export interface StreamsConfig
  extends ApplicationConfig,
    RecordsConfig,
    StateConfig,
    TopicsConfig,
    SharingConfig,
    ClientsConfig {}
