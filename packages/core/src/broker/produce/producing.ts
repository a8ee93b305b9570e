/**
 * One Produce request: what may be written is appended, partition by partition, and a partition that refuses
 * leaves the others alone. The batches are appended as they lie in the request's frame.
 */
import type { AppendRefusal } from '../../log/append.ts'
import type { Draft } from '../../protocol/body.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { produceResponse } from '../../protocol/messages/00-produce.ts'
import type { BrokerParts } from '../broker-parts.ts'
import type { Topic } from '../topics/topics.ts'
import { refuseUnadmitted, transactionVersionOf } from './admission.ts'
import { isTransactional, type Refusal, refuseByVersion } from './produced-batch.ts'

type Answer = Draft<typeof produceResponse>['responses'][number]['partitionResponses'][number]
/** The answer for a partition; what a failing disk changes of it comes later. */
type Written = { -readonly [Name in keyof Answer]: Answer[Name] }

export interface ProduceFacts {
  readonly version: number
  readonly clientId: string | null
  readonly transactionalId: string | null
  readonly acks: number
  /** What is wrong with the request as a whole. */
  readonly refusal: Refusal | null
}

/** In place of an offset or a time, where there is none. */
const NONE = -1
const ALL_REPLICAS = -1
const FIRST_WITH_TOPIC_IDS = 13
/** By this name Apache Kafka knows its own tools, which may write what others may not. */
const ADMIN_CLIENT_ID = '__admin_client'
/** Refused before the log was looked at: then the answer does not tell where the log starts, as in Apache Kafka. */
const WITHOUT_LOG_START: ReadonlySet<ErrorName> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_TOPIC_OR_PARTITION',
])

export class Producing {
  readonly #parts: BrokerParts
  readonly #facts: ProduceFacts
  readonly #unsettled: Promise<void>[] = []
  #firstProblem: string | null = null

  constructor(parts: BrokerParts, facts: ProduceFacts) {
    this.#parts = parts
    this.#facts = facts
  }

  /** What went wrong first; null where nothing did. */
  get firstProblem(): string | null {
    return this.#firstProblem
  }

  /** Kept when all that was written is as durable as its topic wants it; null where nothing is to be awaited. */
  get settled(): Promise<unknown> | null {
    return this.#unsettled.length === 0 ? null : Promise.all(this.#unsettled)
  }

  /** Appends the records to the partition of a topic, if they may be. */
  write(topic: Topic | undefined, index: number, records: Buffer | null): Written {
    const { refusal, version, transactionalId, clientId } = this.#facts
    if (refusal !== null) return this.#refused(index, refusal)
    const partition = topic?.partitions[index]
    if (topic === undefined || partition === undefined) return this.#unknown(topic, index)
    if (records === null)
      return this.#refused(index, { error: 'INVALID_RECORD', message: 'expected records, found null' })
    const unfit = refuseByVersion(records, version) ?? this.#refuseAcks()
    if (unfit !== null) return this.#refused(index, unfit)
    const isOfTransaction = transactionalId !== null && isTransactional(records)
    if (isOfTransaction) {
      const wish = { transactionalId, version, partition, records }
      const unadmitted = refuseUnadmitted(this.#parts.transactions, wish)
      if (unadmitted !== null) return this.#refused(index, unadmitted)
    }
    if (topic.isInternal && clientId !== ADMIN_CLIENT_ID) {
      const message = `${topic.name} is the broker's own`
      return this.#refused(index, { error: 'INVALID_TOPIC_EXCEPTION', message })
    }
    const lonely = this.#refuseReplicas(topic)
    if (lonely !== null) return this.#refused(index, lonely, partition.log.startOffset)
    const transactionVersion = isOfTransaction ? transactionVersionOf(version) : undefined
    const outcome = partition.append(records, { origin: 'client', transactionVersion })
    if (outcome.kind === 'refused') return this.#refusedByLog(index, outcome, partition.log.startOffset)
    const { firstOffset, logAppendTimeMs, durable } = outcome
    const written = answer(index, {
      baseOffset: firstOffset,
      logAppendTimeMs,
      logStartOffset: partition.log.startOffset,
    })
    if (durable !== null) this.#await(durable, written)
    return written
  }

  #refuseAcks(): Refusal | null {
    const { acks } = this.#facts
    if (acks === ALL_REPLICAS || acks === 0 || acks === 1) return null
    return { error: 'INVALID_REQUIRED_ACKS', message: `expected acks of -1, 0 or 1, found ${acks}` }
  }

  /** A broker of its own is the only replica in sync. */
  #refuseReplicas(topic: Topic): Refusal | null {
    if (this.#facts.acks !== ALL_REPLICAS) return null
    const needed = Number(topic.configs.get('min.insync.replicas') ?? this.#parts.config.minInsyncReplicas)
    if (needed <= 1) return null
    return { error: 'NOT_ENOUGH_REPLICAS', message: `${topic.name}: expected ${needed} replicas in sync, found 1` }
  }

  #unknown(topic: Topic | undefined, index: number): Written {
    const isIdUnknown = topic === undefined && this.#facts.version >= FIRST_WITH_TOPIC_IDS
    return this.#refused(index, {
      error: isIdUnknown ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION',
      message: `there is no such ${topic === undefined ? 'topic' : 'partition'}`,
    })
  }

  #refusedByLog(index: number, { error, message, records }: AppendRefusal, logStartOffset: number): Written {
    const refused = this.#refused(index, { error, message }, WITHOUT_LOG_START.has(error) ? NONE : logStartOffset)
    refused.recordErrors = records.map((record) => {
      return { batchIndex: record.index, batchIndexErrorMessage: record.message }
    })
    return refused
  }

  #refused(index: number, { error, message }: Refusal, logStartOffset = NONE): Written {
    this.#firstProblem ??= `partition ${index}: ${error}, ${message}`
    const refused = answer(index, { baseOffset: NONE, logAppendTimeMs: NONE, logStartOffset })
    refused.errorCode = errors[error].code
    refused.errorMessage = message
    return refused
  }

  #await(durable: Promise<void>, written: Written): void {
    const failed = (problem: unknown) => {
      const { code } = errors.KAFKA_STORAGE_ERROR
      const errorMessage = `the disk failed: ${problem instanceof Error ? problem.message : String(problem)}`
      this.#firstProblem ??= errorMessage
      Object.assign(written, { errorCode: code, errorMessage, baseOffset: NONE, logAppendTimeMs: NONE })
    }
    this.#unsettled.push(durable.catch(failed))
  }
}

type Place = Pick<Written, 'baseOffset' | 'logAppendTimeMs' | 'logStartOffset'>

function answer(index: number, { baseOffset, logAppendTimeMs, logStartOffset }: Place): Written {
  const fields = { baseOffset, logAppendTimeMs, logStartOffset }
  return { index, errorCode: errors.NONE.code, ...fields, recordErrors: [], errorMessage: null }
}
