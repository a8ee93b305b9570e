/**
 * What each of an application's clients is told: what the guarantee asks for, the application's words for all clients,
 * and those for this one. Names of clients are Kafka Streams' own, after the thread that they belong to.
 */
import type {
  AdminOptions,
  ClientOptions,
  ConsumerGroupOptions,
  ConsumerOptions,
  ProducerOptions,
} from '@millrace/core'
import type { ConsumerPart } from './client-parts.ts'
import type { ResolvedConfig } from './resolved-config.ts'

/** Kafka Streams' own: a transaction of a thread that died holds others up no longer than this. */
const TRANSACTION_TIMEOUT_MS = 10_000
/** Batches are filled by then, or sent at the commit. */
const LINGER_MS = 100
/** Within a transaction nobody gives a record up but the transaction's own timeout. */
const ENDLESS_MS = 0x7fffffff

export function transactionTimeoutMs(config: Pick<ResolvedConfig, 'producer'>): number {
  return config.producer.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS
}

/** `views-5f1c…-StreamThread-1`, which logs and metrics go by too; threads are counted from 1. */
function threadName({ clientId }: Pick<ResolvedConfig, 'clientId'>, thread: number): string {
  return `${clientId}-StreamThread-${thread}`
}

/** Kafka Streams' own. A process keeps its id on disk, so a thread that comes back fences the one that it was. */
export function transactionalId(
  config: Pick<ResolvedConfig, 'applicationId'>,
  processId: string,
  thread: number,
): string {
  return `${config.applicationId}-${processId}-${thread}`
}

/** @param transactionalId where the producer writes in transactions */
export function producerOptions(config: ResolvedConfig, thread: number, transactionalId?: string): ProducerOptions {
  const isExactlyOnce = config.processingGuarantee === 'exactly_once_v2'
  const guarantee = isExactlyOnce
    ? { deliveryTimeoutMs: ENDLESS_MS, transactionTimeoutMs: transactionTimeoutMs(config) }
    : {}
  return {
    ...common(config, `${threadName(config, thread)}-producer`),
    lingerMs: LINGER_MS,
    ...guarantee,
    ...config.producer,
    ...(transactionalId === undefined ? {} : { transactionalId }),
  }
}

/** The consumer of the input. What it reads and who assigns it is the runtime's to say. */
export function consumerOptions(config: ResolvedConfig, thread: number): ClientOptions & ConsumerPart {
  return { ...reader(config, `${threadName(config, thread)}-consumer`), ...config.consumer }
}

export function restoreConsumerOptions(config: ResolvedConfig, thread: number): ConsumerOptions {
  const own = reader(config, `${threadName(config, thread)}-restore-consumer`)
  return { ...own, ...config.consumer, ...config.restoreConsumer, onOutOfRange: 'none' }
}

export function globalConsumerOptions(config: ResolvedConfig): ConsumerOptions {
  const own = reader(config, `${config.clientId}-global-consumer`)
  return { ...own, ...config.consumer, ...config.globalConsumer, onOutOfRange: 'none' }
}

export function adminOptions(config: ResolvedConfig): AdminOptions {
  return { ...common(config, `${config.clientId}-admin`), ...config.admin }
}

/** Membership of the application's group. Each thread is a member; static ones are told apart by their numbers. */
export function memberOptions(
  config: ResolvedConfig,
  thread: number,
): Pick<
  ConsumerGroupOptions,
  'groupId' | 'groupInstanceId' | 'sessionTimeoutMs' | 'heartbeatIntervalMs' | 'maxPollIntervalMs'
> {
  const { applicationId: groupId, sessionTimeoutMs, heartbeatIntervalMs, maxPollIntervalMs } = config
  const groupInstanceId = config.groupInstanceId === null ? null : `${config.groupInstanceId}-${thread}`
  return { groupId, groupInstanceId, sessionTimeoutMs, heartbeatIntervalMs, maxPollIntervalMs }
}

function common(config: ResolvedConfig, clientId: string): ClientOptions {
  const { brokers, tls, sasl, logger, clock, random, sockets } = config
  const login = sasl === null ? {} : { sasl }
  return { ...config.client, brokers, clientId, tls, ...login, logger, clock, random, sockets }
}

/** Without exactly once records of transactions that are open or aborted are read too, as Kafka Streams does. */
function reader(config: ResolvedConfig, clientId: string): ClientOptions & ConsumerPart {
  const isExactlyOnce = config.processingGuarantee === 'exactly_once_v2'
  return { ...common(config, clientId), isolation: isExactlyOnce ? 'read_committed' : 'read_uncommitted' }
}
