/**
 * Where a transactional id stands. A state is never changed: each step makes the next one, which holds once
 * it is in `__transaction_state`. So a step that could not be written has not happened.
 */
import { PartitionSet } from './partition-set.ts'

/** In the order of their numbers in `__transaction_state`. The last two live in Kafka's memory only. */
export const statuses = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
] as const

export type TransactionStatus = (typeof statuses)[number]

/** In place of a producer's id or epoch, or of a time, where there is none. */
export const NONE = -1

/** 2: each end of a transaction raises the epoch (KIP-890); 0: all that was before. */
export type TransactionVersion = 0 | 2

export interface TransactionState {
  readonly transactionalId: string
  readonly producerId: number
  /** -1 for a producer that was never told its epoch. */
  readonly producerEpoch: number
  /** The producer's id before this one, or the same: by it a repeated request is known whose answer was lost. */
  readonly previousProducerId: number
  /** The id that takes the place of this one when the transaction has ended, as the epochs have run out. */
  readonly nextProducerId: number
  /** The epoch before this one, where whoever had it may ask again. Lost in a restart, as it is in Kafka. */
  readonly lastProducerEpoch: number
  readonly timeoutMs: number
  readonly status: TransactionStatus
  readonly partitions: PartitionSet
  readonly startMs: number
  readonly updatedMs: number
  readonly version: TransactionVersion
}

/** The epoch after the last that a producer gets; the coordinator keeps it, to fence the producer with. */
export const LAST_EPOCH = 0x7fff

/** Whether the producer can get no epoch after this one. */
export function isExhausted(epoch: number): boolean {
  return epoch >= LAST_EPOCH - 1
}

export function isBeingEnded({ status }: TransactionState): boolean {
  return status === 'PrepareCommit' || status === 'PrepareAbort'
}

/** Of a transactional id that nobody has used yet. */
export function newState(transactionalId: string, producerId: number): TransactionState {
  return {
    transactionalId,
    producerId,
    producerEpoch: NONE,
    previousProducerId: NONE,
    nextProducerId: NONE,
    lastProducerEpoch: NONE,
    timeoutMs: 0,
    status: 'Empty',
    partitions: PartitionSet.EMPTY,
    startMs: NONE,
    updatedMs: NONE,
    version: 0,
  }
}
