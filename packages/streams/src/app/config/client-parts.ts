/**
 * What an application passes on to its clients, by the clients' own names; and what Kafka calls each. Missing here is
 * what the runtime decides itself: a name that is not in these tables is refused.
 */
import type { AdminOptions, ClientOptions, FetchOptions, ProducerOptions } from '@millrace/core'

/** The application's own options say these. */
type OfApplication = 'brokers' | 'clientId' | 'tls' | 'sasl' | 'logger' | 'clock' | 'random' | 'sockets'

export type CommonPart = Omit<ClientOptions, OfApplication>

export type ProducerPart = CommonPart &
  Omit<ProducerOptions, keyof ClientOptions | 'transactionalId' | 'idempotent' | 'partitioner' | 'onError'>

export type ConsumerPart = CommonPart & Omit<FetchOptions, 'onOutOfRange' | 'onReset' | 'bufferBytes'>

export type AdminPart = CommonPart & Pick<AdminOptions, 'callTimeoutMs'>

/** From the client's name to Kafka's; null where Kafka has none. */
type KafkaNames<Part> = { readonly [Name in keyof Part]-?: string | null }

export const commonNames: KafkaNames<CommonPart> = {
  requestTimeoutMs: 'request.timeout.ms',
  connectTimeoutMs: 'socket.connection.setup.timeout.ms',
  connectionsMaxIdleMs: 'connections.max.idle.ms',
  retryBackoffMs: 'retry.backoff.ms',
  retryBackoffMaxMs: 'retry.backoff.max.ms',
  reconnectBackoffMs: 'reconnect.backoff.ms',
  reconnectBackoffMaxMs: 'reconnect.backoff.max.ms',
  metadataMaxAgeMs: 'metadata.max.age.ms',
  metadataMaxIdleMs: 'metadata.max.idle.ms',
}

export const producerNames: KafkaNames<ProducerPart> = {
  ...commonNames,
  acks: 'acks',
  transactionTimeoutMs: 'transaction.timeout.ms',
  compression: 'compression.type',
  lingerMs: 'linger.ms',
  batchBytes: 'batch.size',
  bufferBytes: 'buffer.memory',
  maxRequestBytes: 'max.request.size',
  maxInFlightRequests: 'max.in.flight.requests.per.connection',
  deliveryTimeoutMs: 'delivery.timeout.ms',
  maxBlockMs: 'max.block.ms',
  createsTopics: null,
}

export const consumerNames: KafkaNames<ConsumerPart> = {
  ...commonNames,
  isolation: 'isolation.level',
  maxWaitMs: 'fetch.max.wait.ms',
  minBytes: 'fetch.min.bytes',
  maxBytes: 'fetch.max.bytes',
  partitionMaxBytes: 'max.partition.fetch.bytes',
  rackId: 'client.rack',
  checkCrc: 'check.crcs',
}

export const adminNames: KafkaNames<AdminPart> = { ...commonNames, callTimeoutMs: 'default.api.timeout.ms' }

/** The options that hold such parts, and the names in each. */
export const parts = {
  client: commonNames,
  producer: producerNames,
  consumer: consumerNames,
  restoreConsumer: consumerNames,
  globalConsumer: consumerNames,
  admin: adminNames,
} as const

export type PartName = keyof typeof parts
