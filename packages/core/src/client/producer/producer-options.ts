/** What a producer can be told, and its defaults: Java's, where nothing else is said. */
import type { Compression } from '../../records/attributes.ts'
import { RECORDS_AT } from '../../records/layout.ts'
import { type ClientOptions, type ClientSettings, clientSettings } from '../client-options.ts'
import { type ClientError, UsageError } from '../errors.ts'
import { type Partitioner, partitionByKey } from './partitioner.ts'
import type { Acks } from './record.ts'

export interface ProducerOptions extends ClientOptions {
  /** How many replicas have to have a record: all that are in sync, the leader, or none. Default: all. */
  readonly acks?: Acks
  /** Whether brokers recognise a batch that is sent twice. Default: true where `acks` is `all`. */
  readonly idempotent?: boolean
  /** Makes the producer a transactional one; whoever takes the same id later fences this producer off. */
  readonly transactionalId?: string
  /** After so long without an end the coordinator aborts a transaction. Default: 60 s. */
  readonly transactionTimeoutMs?: number
  /** Default: none. */
  readonly compression?: Compression
  /** How long a batch waits for more records. Default: 5 ms. */
  readonly lingerMs?: number
  /** A batch is sent when it has come to this size. Default: 128 KiB, of which a new batch takes 16. */
  readonly batchBytes?: number
  /** What batches that are not delivered yet may take of memory. Default: 32 MiB. */
  readonly bufferBytes?: number
  /** The largest record, and the largest request as far as batches can be left for the next. Default: 1 MiB. */
  readonly maxRequestBytes?: number
  /** Requests without an answer, for each broker. Default: 5, which is also the most. */
  readonly maxInFlightRequests?: number
  /** After so long a record is given up, retries included. Default: 120 s. */
  readonly deliveryTimeoutMs?: number
  /** How long a topic may stay unknown, and each call of a transaction may take. Default: 60 s. */
  readonly maxBlockMs?: number
  /** Default: by the key, as Java does it. */
  readonly partitioner?: Partitioner
  /** Whether the brokers may create a topic that is not there, where their settings allow it. Default: true. */
  readonly createsTopics?: boolean
  /** Hears of each batch that was given up and had records without a callback. Default: a line in the log. */
  readonly onError?: (error: ClientError) => void
}

type Own = Exclude<keyof ProducerOptions, keyof ClientOptions>
type Optional = 'transactionalId' | 'onError'

/** The options with their defaults. */
export type ProducerSettings = ClientSettings &
  Required<Pick<ProducerOptions, Exclude<Own, Optional>>> & {
    readonly [K in Optional]: ProducerOptions[K] | undefined
  }

/** The brokers remember that many batches of a producer: with more in flight a duplicate could go unnoticed. */
const IN_FLIGHT_MAX = 5

export function producerSettings(options: ProducerOptions): ProducerSettings {
  const { acks = 'all', transactionalId, onError } = options
  const settings: ProducerSettings = {
    ...clientSettings(options),
    acks,
    idempotent: options.idempotent ?? acks === 'all',
    transactionalId,
    transactionTimeoutMs: options.transactionTimeoutMs ?? 60_000,
    compression: options.compression ?? 'none',
    lingerMs: options.lingerMs ?? 5,
    batchBytes: options.batchBytes ?? 128 * 1024,
    bufferBytes: options.bufferBytes ?? 32 * 1024 * 1024,
    maxRequestBytes: options.maxRequestBytes ?? 1024 * 1024,
    maxInFlightRequests: options.maxInFlightRequests ?? IN_FLIGHT_MAX,
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? 120_000,
    maxBlockMs: options.maxBlockMs ?? 60_000,
    partitioner: options.partitioner ?? partitionByKey,
    createsTopics: options.createsTopics ?? true,
    onError,
  }
  refuse(settings)
  return settings
}

function refuse(settings: ProducerSettings): void {
  const { acks, idempotent, transactionalId, maxInFlightRequests, batchBytes, bufferBytes } = settings
  if (idempotent && acks !== 'all') {
    throw new UsageError(`acks: expected 'all' for an idempotent producer, found ${acks}`)
  }
  if (transactionalId !== undefined && !idempotent) {
    throw new UsageError('idempotent: expected true for a transactional producer, found false')
  }
  if (transactionalId === '') throw new UsageError('transactionalId: expected a name, found none')
  if (!(maxInFlightRequests >= 1 && maxInFlightRequests <= IN_FLIGHT_MAX)) {
    throw new UsageError(`maxInFlightRequests: expected 1 to ${IN_FLIGHT_MAX}, found ${maxInFlightRequests}`)
  }
  if (!(batchBytes > RECORDS_AT))
    throw new UsageError(`batchBytes: expected more than ${RECORDS_AT}, found ${batchBytes}`)
  if (!(bufferBytes >= batchBytes)) {
    throw new UsageError(`bufferBytes: expected at least a batch, ${batchBytes}, found ${bufferBytes}`)
  }
  if (!(settings.deliveryTimeoutMs >= settings.lingerMs)) {
    const { deliveryTimeoutMs, lingerMs } = settings
    throw new UsageError(`deliveryTimeoutMs: expected at least lingerMs, ${lingerMs}, found ${deliveryTimeoutMs}`)
  }
}
