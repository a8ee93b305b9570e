/**
 * Transactions that are open in a partition although the coordinator would not end them there. A loss of power
 * leaves such, where the disk kept a batch and lost what the coordinator wrote before it, or the marker after
 * it; they would hold back readers for ever. Apache Kafka leaves them to its operators.
 */
import type { Logger } from '../../host/logger.ts'
import type { Partition } from '../topics/partition.ts'
import type { Topics } from '../topics/topics.ts'
import type { Markers } from './markers.ts'
import type { TopicPartition } from './partition-set.ts'
import { LAST_EPOCH, type TransactionState } from './transaction-state.ts'

interface OpenTransaction {
  readonly partition: Partition
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
}

/** All transactions that are open in partitions. Where a partition has none, it costs a comparison. */
function* openTransactions(topics: Topics): Generator<OpenTransaction> {
  for (const { partitions } of topics) {
    for (const partition of partitions) {
      const { log } = partition
      if (log.lastStableOffset === log.highWatermark) continue
      for (const { producerId, epoch, coordinatorEpoch, hasOpenTransaction } of log.producers()) {
        if (hasOpenTransaction) yield { partition, producerId, producerEpoch: epoch, coordinatorEpoch }
      }
    }
  }
}

export interface Mending {
  readonly topics: Topics
  readonly markers: Markers
  readonly logger: Logger
  readonly stateOf: (producerId: number) => TransactionState | undefined
}

/** Ends them, and gives the open transactions that have to be aborted as a whole, with what was lost of them. */
export function mendHanging({ topics, markers, logger, stateOf }: Mending): Map<TransactionState, TopicPartition[]> {
  const torn = new Map<TransactionState, TopicPartition[]>()
  for (const open of openTransactions(topics)) {
    const { producerId, producerEpoch, coordinatorEpoch } = open
    const { topic, index: partition } = open.partition
    const state = stateOf(producerId)
    const end = endOf(open, state)
    if (end === 'later') continue
    logger.warn({ topic, partition, producerId, producerEpoch, end }, 'a transaction that nobody would end is ended')
    if (end === 'join' && state !== undefined) {
      torn.set(state, [...(torn.get(state) ?? []), { topic, partition }])
      continue
    }
    const raised = Math.min(producerEpoch + 1, LAST_EPOCH)
    const ending = { producerId, producerEpoch: raised, isCommit: end === 'commit', transactionVersion: 2 }
    markers.write({ topic, partition }, { ...ending, coordinatorEpoch: Math.max(coordinatorEpoch, 0) })
  }
  return torn
}

/** How it is to end: `later` by the coordinator, with the rest of it; `join` it has to become part of it first. */
function endOf(open: OpenTransaction, state: TransactionState | undefined): 'later' | 'join' | 'commit' | 'abort' {
  if (state === undefined) return 'abort'
  const { partition, producerId, producerEpoch } = open
  const isProducer = state.producerId === producerId
  const isPart = isProducer && state.partitions.has(partition.topic, partition.index)
  if (isPart) return 'later'
  if (isProducer && state.status === 'Ongoing' && state.producerEpoch === producerEpoch) return 'join'
  return wasCommitted(open, state) ? 'commit' : 'abort'
}

/** Of transactions of version 2 the epoch says which one it was; of others it cannot be known. */
function wasCommitted({ producerId, producerEpoch }: OpenTransaction, state: TransactionState): boolean {
  if (state.version !== 2 || (state.status !== 'CompleteCommit' && state.status !== 'PrepareCommit')) return false
  const isEpochBefore = state.producerId === producerId && state.producerEpoch === producerEpoch + 1
  const isIdBefore =
    state.previousProducerId === producerId && producerEpoch === LAST_EPOCH - 1 && state.producerEpoch === 0
  return isEpochBefore || isIdBefore
}
