/**
 * What an application passes on to its clients, by the clients' own names; what Kafka calls each and what it may be.
 * Missing here is what the runtime decides itself: a name that is not in these tables is refused.
 */
import type { AdminOptions, ClientOptions, FetchOptions, ProducerOptions } from '@millrace/core'
import { fitting, type Option, type Reading } from './option.ts'
import { flag, limit, numberOf, oneOf, requiredText } from './option-kinds.ts'

/** The application's own options say these. */
type OfApplication = 'brokers' | 'clientId' | 'tls' | 'sasl' | 'logger' | 'clock' | 'random' | 'sockets'

export type CommonPart = Omit<ClientOptions, OfApplication>

export type ProducerPart = CommonPart &
  Omit<ProducerOptions, keyof ClientOptions | 'transactionalId' | 'idempotent' | 'partitioner' | 'onError'>

export type ConsumerPart = CommonPart & Omit<FetchOptions, 'onOutOfRange' | 'onReset' | 'bufferBytes'>

export type AdminPart = CommonPart & Pick<AdminOptions, 'callTimeoutMs'>

/** Its defaults are the client's own. */
type OptionsOf<Part> = { readonly [Name in keyof Part]-?: Option }

export const commonPart = {
  requestTimeoutMs: limit('request.timeout.ms'),
  connectTimeoutMs: limit('socket.connection.setup.timeout.ms'),
  connectionsMaxIdleMs: limit('connections.max.idle.ms'),
  retryBackoffMs: limit('retry.backoff.ms'),
  retryBackoffMaxMs: limit('retry.backoff.max.ms'),
  reconnectBackoffMs: limit('reconnect.backoff.ms'),
  reconnectBackoffMaxMs: limit('reconnect.backoff.max.ms'),
  metadataMaxAgeMs: limit('metadata.max.age.ms'),
  metadataMaxIdleMs: limit('metadata.max.idle.ms'),
} satisfies OptionsOf<CommonPart>

export const producerPart = {
  ...commonPart,
  acks: acks(),
  transactionTimeoutMs: limit('transaction.timeout.ms'),
  compression: oneOf('compression.type', ['none', 'gzip', 'snappy', 'lz4', 'zstd']),
  lingerMs: limit('linger.ms'),
  batchBytes: limit('batch.size'),
  bufferBytes: limit('buffer.memory'),
  maxRequestBytes: limit('max.request.size'),
  maxInFlightRequests: limit('max.in.flight.requests.per.connection'),
  deliveryTimeoutMs: limit('delivery.timeout.ms'),
  maxBlockMs: limit('max.block.ms'),
  createsTopics: flag(null),
} satisfies OptionsOf<ProducerPart>

export const consumerPart = {
  ...commonPart,
  isolation: oneOf('isolation.level', ['read_uncommitted', 'read_committed']),
  maxWaitMs: limit('fetch.max.wait.ms'),
  minBytes: limit('fetch.min.bytes'),
  maxBytes: limit('fetch.max.bytes'),
  partitionMaxBytes: limit('max.partition.fetch.bytes'),
  rackId: requiredText('client.rack', { form: /^/, expected: 'a text' }),
  checkCrc: flag('check.crcs'),
} satisfies OptionsOf<ConsumerPart>

export const adminPart = {
  ...commonPart,
  callTimeoutMs: limit('default.api.timeout.ms'),
} satisfies OptionsOf<AdminPart>

/** The options that hold such parts, and what is in each. */
export const parts = {
  client: commonPart,
  producer: producerPart,
  consumer: consumerPart,
  restoreConsumer: consumerPart,
  globalConsumer: consumerPart,
  admin: adminPart,
} as const

export type PartName = keyof typeof parts

/** How many replicas have to have a record. Java says -1 for all. */
function acks(): Option {
  const words: readonly unknown[] = ['all', 1, 0]
  const read = (given: unknown): Reading<unknown> => fitting(given, words.includes(given), "'all', 1 or 0")
  const ofText = (text: string) => (text === '-1' ? 'all' : numberOf(text))
  return { kafkaName: 'acks', shownDefault: '', fallback: undefined, isDuration: false, read, ofText }
}
