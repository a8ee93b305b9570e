/**
 * Where groups write down what happens to them: the partition of `__consumer_offsets` that their name's hash
 * says. Writing is a plain call; what was refused is not in the log, and whoever asked leaves all as it was.
 */
import type { Clock } from '../../host/clock.ts'
import type { AppendRefusal } from '../../log/append.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { batchLimit, bury } from '../internal-log.ts'
import { CONSUMER_OFFSETS, type InternalTopics, partitionOfName } from '../internal-topics.ts'
import type { Partition } from '../topics/partition.ts'
import type { Topics } from '../topics/topics.ts'
import type { KeyAndValue } from './stored-records.ts'

export interface JournalOptions {
  readonly clock: Clock
  readonly topics: Topics
  readonly internalTopics: InternalTopics
}

/** The producer in whose transaction something is written. */
export interface TransactionalProducer {
  readonly producerId: number
  readonly producerEpoch: number
}

export interface Written {
  /** Where the first of the records lies; the others follow it. */
  readonly firstOffset: number
  /** Kept when the records are durable, where the topic's flush policy asks for it. */
  readonly durable: Promise<void> | null
}

/** What a client is told of an append that was refused; what is not here it is told as it is. */
const TOLD: Partial<Record<AppendRefusal['error'], ErrorName>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'NOT_COORDINATOR',
  KAFKA_STORAGE_ERROR: 'NOT_COORDINATOR',
  MESSAGE_TOO_LARGE: 'UNKNOWN_SERVER_ERROR',
  RECORD_LIST_TOO_LARGE: 'UNKNOWN_SERVER_ERROR',
}

function told(error: AppendRefusal['error']): ErrorName {
  return TOLD[error] ?? error
}

export class Journal {
  readonly #options: JournalOptions
  /** Used for one batch after the other, as its memory is free again when the log has the batch. */
  #builder: { readonly maxBytes: number; readonly batch: BatchBuilder } | null = null

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** The partition of `__consumer_offsets` that has the group's records, or will have them. */
  partitionOf(groupId: string): number {
    return partitionOfName(groupId, this.#options.internalTopics.partitionCount(CONSUMER_OFFSETS))
  }

  /** Whether there is a place for the group's records, and its name fits into them. */
  hasRoomFor(groupId: string): boolean {
    return this.#placeOf(groupId) !== undefined && Buffer.byteLength(groupId) <= NAME_BYTES_MAX
  }

  /** Writes all of the records in one batch, or none of them. */
  write(
    groupId: string,
    records: readonly KeyAndValue[],
    producer: TransactionalProducer | null = null,
  ): Written | ErrorName {
    const place = this.#placeOf(groupId)
    if (place === undefined) return 'NOT_COORDINATOR'
    const builder = this.#builderFor(place)
    const nowMs = this.#options.clock.nowMs()
    for (const { key, value } of records) {
      if (!builder.tryAppendPair(key, value, nowMs)) return 'UNKNOWN_SERVER_ERROR' // more than a batch may hold
    }
    return append(place, builder, producer)
  }

  /** Writes tombstones, which may be parted from each other. */
  bury(groupId: string, keys: readonly Buffer[]): ErrorName {
    const place = this.#placeOf(groupId)
    if (place === undefined) return 'NOT_COORDINATOR'
    const { error } = bury(place, keys, this.#options.clock.nowMs())
    return error === null ? 'NONE' : told(error)
  }

  #placeOf(groupId: string): Partition | undefined {
    return this.#options.topics.partition(CONSUMER_OFFSETS, this.partitionOf(groupId))
  }

  #builderFor(place: Partition): BatchBuilder {
    const maxBytes = batchLimit(place)
    if (this.#builder?.maxBytes !== maxBytes) this.#builder = { maxBytes, batch: new BatchBuilder({ maxBytes }) }
    this.#builder.batch.reset()
    return this.#builder.batch
  }
}

/** The records count the bytes of a name in 16 bits. */
export const NAME_BYTES_MAX = 0x7fff

function append(place: Partition, builder: BatchBuilder, producer: TransactionalProducer | null): Written | ErrorName {
  const header = producer === null ? {} : { ...producer, isTransactional: true }
  const outcome = place.append(builder.build(header), { origin: 'coordinator' })
  if (outcome.kind === 'refused') return told(outcome.error)
  outcome.durable?.catch(() => {}) // whoever waits for it hears of it
  return { firstOffset: outcome.firstOffset, durable: outcome.durable }
}
