/**
 * `__transaction_state`: a record for each step of each transactional id, in the partition that its name says.
 * What is appended here survives the process; it survives a loss of power where the topic's flush settings
 * ask for that.
 */
import { DecodeError } from '../../bytes/errors.ts'
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { AppendOutcome } from '../../log/append.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { batchesOf, bury } from '../internal-log.ts'
import { type InternalTopics, partitionOfName, TRANSACTION_STATE } from '../internal-topics.ts'
import type { Partition } from '../topics/partition.ts'
import type { Topics } from '../topics/topics.ts'
import { decodeKey, decodeState, encodeKey, encodeState } from './state-record.ts'
import type { TransactionState } from './transaction-state.ts'

export interface StateLogOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly topics: Topics
  readonly internalTopics: InternalTopics
}

export interface Written {
  readonly kind: 'written'
  /** Kept when it is durable, where the topic asks for that. */
  readonly durable: Promise<void> | null
}

interface NotWritten {
  readonly kind: 'refused'
  readonly error: ErrorName
}

export class StateLog {
  readonly #options: StateLogOptions
  readonly #builder = new BatchBuilder()

  constructor(options: StateLogOptions) {
    this.#options = options
  }

  /** Makes the topic, if it is not there; a promise only in that case. */
  ensure(): Promise<unknown> | null {
    const { topics, internalTopics } = this.#options
    return topics.get(TRANSACTION_STATE) === undefined ? internalTopics.ensure(TRANSACTION_STATE) : null
  }

  /** The epoch of whoever coordinates the transactional id, as its markers carry it. */
  coordinatorEpoch(transactionalId: string): number {
    return this.#partitionOf(transactionalId)?.leaderEpoch ?? 0
  }

  append(state: TransactionState): Written | NotWritten {
    const partition = this.#partitionOf(state.transactionalId)
    if (partition === undefined) return { kind: 'refused', error: 'NOT_COORDINATOR' }
    const builder = this.#builder
    builder.reset()
    const isWhole = builder.tryAppendPair(
      encodeKey(state.transactionalId),
      encodeState(state),
      this.#options.clock.nowMs(),
    )
    // A transaction of hundreds of thousands of partitions.
    if (!isWhole) return { kind: 'refused', error: 'UNKNOWN_SERVER_ERROR' }
    return this.#written(partition.append(builder.build(), { origin: 'coordinator' }), state.transactionalId)
  }

  /** Writes that the transactional ids are forgotten, and gives those for which that went well. */
  forget(transactionalIds: readonly string[]): string[] {
    const byPartition = new Map<Partition, string[]>()
    for (const transactionalId of transactionalIds) {
      const partition = this.#partitionOf(transactionalId)
      if (partition === undefined) continue
      const others = byPartition.get(partition)
      if (others === undefined) byPartition.set(partition, [transactionalId])
      else others.push(transactionalId)
    }
    const nowMs = this.#options.clock.nowMs()
    return [...byPartition].flatMap(([partition, ids]) =>
      ids.slice(0, bury(partition, ids.map(encodeKey), nowMs).count),
    )
  }

  /** The last state of each transactional id. */
  load(): Map<string, TransactionState> {
    const states = new Map<string, TransactionState>()
    for (const { log } of this.#options.topics.get(TRANSACTION_STATE)?.partitions ?? []) {
      for (const batch of batchesOf(log)) if (!batch.isControl) this.#read(batch, states)
    }
    return states
  }

  #partitionOf(transactionalId: string): Partition | undefined {
    const { topics, internalTopics } = this.#options
    const count = internalTopics.partitionCount(TRANSACTION_STATE)
    return topics.partition(TRANSACTION_STATE, partitionOfName(transactionalId, count))
  }

  #written(outcome: AppendOutcome, transactionalId: string): Written | NotWritten {
    if (outcome.kind === 'appended') {
      outcome.durable?.catch(() => {}) // whoever waits for it hears of it
      return { kind: 'written', durable: outcome.durable }
    }
    const { error, message } = outcome
    this.#options.logger.error({ transactionalId, error, message }, 'the state of a transaction could not be written')
    const isElsewhere = error === 'KAFKA_STORAGE_ERROR' || error === 'UNKNOWN_TOPIC_OR_PARTITION'
    return { kind: 'refused', error: isElsewhere ? 'NOT_COORDINATOR' : 'UNKNOWN_SERVER_ERROR' }
  }

  #read(batch: RecordBatch, states: Map<string, TransactionState>): void {
    const record = batch.records()
    while (record.next()) {
      try {
        const transactionalId = decodeKey(record.key() ?? Buffer.alloc(0))
        const value = record.value()
        if (value === null) states.delete(transactionalId)
        else states.set(transactionalId, decodeState(transactionalId, value))
      } catch (problem) {
        if (!(problem instanceof DecodeError)) throw problem
        const { offset } = record
        this.#options.logger.error(
          { topic: TRANSACTION_STATE, offset, problem },
          'a record of a transaction is passed over',
        )
      }
    }
  }
}
