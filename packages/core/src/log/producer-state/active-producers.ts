/** The producers of a partition as an operator is shown them, under the names that Kafka's protocol gives the facts. */
import type { ProducerStates } from './producer-states.ts'

export interface ActiveProducer {
  readonly producerId: number
  readonly producerEpoch: number
  /** -1 where no batch of this epoch is known. */
  readonly lastSequence: number
  readonly lastTimestamp: number
  /** Of the coordinator that wrote its last marker; -1 where there is none. */
  readonly coordinatorEpoch: number
  /** -1 while no transaction is open. */
  readonly currentTransactionStartOffset: number
}

/** All that are remembered, whether or not they still write. */
export function activeProducers(producers: ProducerStates): ActiveProducer[] {
  return Array.from(producers.entries(), (entry) => ({
    producerId: entry.producerId,
    producerEpoch: entry.epoch,
    lastSequence: entry.lastSequence,
    lastTimestamp: entry.lastTimestamp,
    coordinatorEpoch: entry.coordinatorEpoch,
    currentTransactionStartOffset: entry.transactionFirstOffset,
  }))
}
