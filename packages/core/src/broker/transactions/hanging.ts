/**
 * What a loss of power can leave, where topics do not flush: the disk kept what was written to a partition and
 * lost what the coordinator wrote before, or the marker that came after. Then a transaction is open that
 * nobody would end, and holds up readers for ever; or a partition knows a later epoch than the coordinator,
 * and would refuse each new producer. Apache Kafka leaves both to its operators; here a start mends them.
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

export interface Mending {
  readonly topics: Topics
  readonly markers: Markers
  readonly logger: Logger
  readonly stateOf: (producerId: number) => TransactionState | undefined
}

/** What the coordinator has lost of a state. */
export interface Lost {
  /** The last epoch of the producer that a partition knows. */
  epoch: number
  /** Partitions in which the open transaction has records, although it does not know them. */
  readonly partitions: TopicPartition[]
}

/** Ends what nobody would end, and gives the states of which something was lost. */
export function mendHanging({ topics, markers, logger, stateOf }: Mending): Map<TransactionState, Lost> {
  const lost = new Map<TransactionState, Lost>()
  const lostOf = (state: TransactionState) => {
    const found = lost.get(state) ?? { epoch: state.producerEpoch, partitions: [] }
    lost.set(state, found)
    return found
  }
  for (const open of openTransactions(topics)) {
    const { producerId, producerEpoch, coordinatorEpoch } = open
    const { topic, index: partition } = open.partition
    const state = stateOf(producerId)
    const end = endOf(open, state)
    if (end === 'later') continue
    logger.warn({ topic, partition, producerId, producerEpoch, end }, 'a transaction that nobody would end is ended')
    if (end === 'join' && state !== undefined) {
      lostOf(state).partitions.push({ topic, partition })
      continue
    }
    const raised = Math.min(producerEpoch + 1, LAST_EPOCH)
    const ending = { producerId, producerEpoch: raised, isCommit: end === 'commit', transactionVersion: 2 }
    markers.write({ topic, partition }, { ...ending, coordinatorEpoch: Math.max(coordinatorEpoch, 0) })
  }
  for (const { producerId, epoch } of producersOf(topics)) {
    const state = stateOf(producerId)
    if (state?.producerId !== producerId || epoch <= state.producerEpoch) continue
    const found = lostOf(state)
    found.epoch = Math.max(found.epoch, epoch)
  }
  return lost
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

function* producersOf(topics: Topics) {
  for (const { partitions } of topics) for (const { log } of partitions) yield* log.producers()
}

/** How it is to end: `later` by the coordinator, with the rest of it; `join`: it has to become part of it first. */
function endOf(open: OpenTransaction, state: TransactionState | undefined): 'later' | 'join' | 'commit' | 'abort' {
  if (state === undefined) return 'abort'
  const { partition, producerId, producerEpoch } = open
  const isProducer = state.producerId === producerId
  const isPart = isProducer && state.partitions.has(partition.topic, partition.index)
  if (isPart && producerEpoch <= epochWritten(state)) return 'later'
  if (wasCommitted(open, state)) return 'commit'
  return isProducer && state.status === 'Ongoing' ? 'join' : 'abort'
}

/** The epoch with which the records of the state's transaction were written. */
function epochWritten({ status, version, producerEpoch }: TransactionState): number {
  return status === 'Ongoing' || version !== 2 ? producerEpoch : producerEpoch - 1
}

/** Of transactions of version 2 the epoch says which one it was; of others it cannot be known. */
function wasCommitted({ producerId, producerEpoch }: OpenTransaction, state: TransactionState): boolean {
  if (state.version !== 2 || (state.status !== 'CompleteCommit' && state.status !== 'PrepareCommit')) return false
  const isEpochBefore = state.producerId === producerId && state.producerEpoch === producerEpoch + 1
  const isIdBefore =
    state.previousProducerId === producerId && producerEpoch === LAST_EPOCH - 1 && state.producerEpoch === 0
  return isEpochBefore || isIdBefore
}
