/**
 * What a producer may append next, as Kafka has it. The rules look only at where the producer stands,
 * and change nothing.
 */
import type { AppendRules, BatchFacts, MarkerFacts, MarkerRules, ProducerRefusal } from './facts.ts'
import { NONE } from './facts.ts'

/** Where a producer stands: all that the rules have to know of it. */
export interface ProducerTail {
  readonly epoch: number
  /** -1 where no batch of this epoch is known. */
  readonly lastSequence: number
  readonly coordinatorEpoch: number
  readonly transactionFirstOffset: number
}

/** A producer of which nothing is known: new, or forgotten because it was idle for long. */
export const UNKNOWN_PRODUCER: ProducerTail = {
  epoch: NONE,
  lastSequence: NONE,
  coordinatorEpoch: NONE,
  transactionFirstOffset: NONE,
}

const LAST_SEQUENCE = 0x7fffffff
/** After this epoch comes no other, so that even a marker of version 2 cannot raise it. */
const LAST_EPOCH = 0x7fff

/** Why the producer may not append the batch, or null if it may. */
export function refuseBatch(tail: ProducerTail, batch: BatchFacts, rules: AppendRules): ProducerRefusal | null {
  const { origin } = rules
  if (origin === 'recovery') return null
  const isStale = batch.producerEpoch < tail.epoch
  if (isStale && origin !== 'replication') return staleEpoch(batch, `${tail.epoch} or later`)
  if (origin === 'client') {
    const refusal = refuseSequence(tail, batch, rules)
    if (refusal !== null) return refusal
  }
  if (tail.transactionFirstOffset === NONE || batch.isTransactional) return null
  const expected = `a transactional batch, since its transaction from offset ${tail.transactionFirstOffset} on is open`
  return refusal('INVALID_TXN_STATE', batch.producerId, { expected, found: 'one outside of transactions' })
}

/** Why the coordinator may not end the transaction, or null if it may. */
export function refuseMarker(tail: ProducerTail, marker: MarkerFacts, rules: MarkerRules): ProducerRefusal | null {
  if (rules.origin === 'replication' || rules.origin === 'recovery') return null
  return refuseMarkerEpoch(tail, marker, rules) ?? refuseCoordinator(tail, marker)
}

/** Where the producer stands once it has appended the batch. */
export function tailAfter(tail: ProducerTail, batch: BatchFacts): ProducerTail {
  const isNewlyOpen = batch.isTransactional && tail.transactionFirstOffset === NONE
  return {
    epoch: batch.producerEpoch,
    lastSequence: batch.lastSequence,
    coordinatorEpoch: tail.coordinatorEpoch,
    transactionFirstOffset: isNewlyOpen ? batch.baseOffset : tail.transactionFirstOffset,
  }
}

function refuseSequence(tail: ProducerTail, batch: BatchFacts, rules: AppendRules): ProducerRefusal | null {
  const { producerId, producerEpoch, baseSequence } = batch
  if (rules.mustStartAtZero === true && tail.lastSequence === NONE && baseSequence !== 0) {
    return outOfOrder(producerId, 'sequence 0 in its first batch', baseSequence)
  }
  // Of what may have been deleted with its records, the next sequence cannot be known.
  if (tail.epoch === NONE) return null
  if (producerEpoch !== tail.epoch) {
    return baseSequence === 0
      ? null
      : outOfOrder(producerId, `sequence 0 in its new epoch ${producerEpoch}`, baseSequence)
  }
  const next = tail.lastSequence === LAST_SEQUENCE ? 0 : tail.lastSequence + 1
  return baseSequence === next ? null : outOfOrder(producerId, `sequence ${next}`, baseSequence)
}

function refuseMarkerEpoch(tail: ProducerTail, marker: MarkerFacts, rules: MarkerRules): ProducerRefusal | null {
  const { epoch } = tail
  const isOfVersion2 = rules.transactionVersion >= 2
  if (marker.producerEpoch > epoch || (marker.producerEpoch === epoch && !isOfVersion2)) return null
  const isRepeated = marker.producerEpoch === epoch && tail.transactionFirstOffset === NONE
  const isLast = marker.producerEpoch === epoch && epoch === LAST_EPOCH
  if (isOfVersion2 && (isRepeated || isLast)) return null
  return staleEpoch(marker, isOfVersion2 ? `${epoch + 1} or later` : `${epoch} or later`)
}

function refuseCoordinator(tail: ProducerTail, marker: MarkerFacts): ProducerRefusal | null {
  if (marker.coordinatorEpoch >= tail.coordinatorEpoch) return null
  const expected = `a marker of coordinator epoch ${tail.coordinatorEpoch} or later`
  const found = `one of ${marker.coordinatorEpoch}`
  return refusal('TRANSACTION_COORDINATOR_FENCED', marker.producerId, { expected, found })
}

function staleEpoch({ producerId, producerEpoch }: BatchFacts | MarkerFacts, expected: string): ProducerRefusal {
  return refusal('INVALID_PRODUCER_EPOCH', producerId, { expected: `epoch ${expected}`, found: String(producerEpoch) })
}

function outOfOrder(producerId: number, expected: string, found: number): ProducerRefusal {
  return refusal('OUT_OF_ORDER_SEQUENCE_NUMBER', producerId, { expected, found: String(found) })
}

function refusal(
  error: ProducerRefusal['error'],
  producerId: number,
  { expected, found }: { expected: string; found: string },
): ProducerRefusal {
  return { kind: 'refused', error, message: `producer ${producerId}: expected ${expected}, found ${found}` }
}
