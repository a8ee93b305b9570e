/**
 * What InitProducerId does to a transactional id: the epoch is raised, which fences whoever had it before. A
 * producer that names the id and epoch it has goes on after an error; it is told the same again if the answer
 * was lost, and is fenced if another has come in between.
 */
import { type FreshId, type Next, NO_FRESH_ID, next, type Refused, refused } from './decision.ts'
import { PartitionSet } from './partition-set.ts'
import { isBeingEnded, isExhausted, NONE, type TransactionState } from './transaction-state.ts'

export interface ProducerIdAndEpoch {
  readonly producerId: number
  readonly producerEpoch: number
}

export interface Initialization {
  readonly timeoutMs: number
  /** What the producer has, if it had one before. */
  readonly expected: ProducerIdAndEpoch | null
  readonly nowMs: number
}

/** A transaction is open, and has to be aborted before anything else. */
interface AbortFirst {
  readonly kind: 'abort-first'
}

export function initialize(
  state: TransactionState,
  request: Initialization,
  freshId: FreshId,
): Next | Refused | AbortFirst {
  const { expected } = request
  if (expected !== null && !isOneOf(state, expected)) return refused('PRODUCER_FENCED')
  if (isBeingEnded(state)) return refused('CONCURRENT_TRANSACTIONS')
  if (state.status === 'Ongoing') return { kind: 'abort-first' }
  const isCurrent = expected === null || expected.producerEpoch === state.producerEpoch
  return isExhausted(state.producerEpoch) && isCurrent
    ? withFreshId(state, request, freshId)
    : withNextEpoch(state, request)
}

/** Whether the producer may be one that this transactional id had last. Its epoch is looked at later. */
function isOneOf(state: TransactionState, { producerId, producerEpoch }: ProducerIdAndEpoch): boolean {
  if (state.producerEpoch === NONE || producerId === state.producerId) return true
  return producerId === state.previousProducerId && isExhausted(producerEpoch)
}

function withFreshId(state: TransactionState, request: Initialization, freshId: FreshId): Next | Refused {
  const producerId = freshId()
  if (producerId === null) return NO_FRESH_ID
  const lastProducerEpoch = request.expected === null ? NONE : state.producerEpoch
  return next(emptied(state, request, { producerId, producerEpoch: 0, lastProducerEpoch }))
}

function withNextEpoch(state: TransactionState, request: Initialization): Next | Refused {
  const { producerId, producerEpoch, lastProducerEpoch } = state
  const { expected } = request
  const raised = producerEpoch + 1
  if (expected === null) {
    return next(emptied(state, request, { producerId, producerEpoch: raised, lastProducerEpoch: NONE }))
  }
  if (producerEpoch === NONE || expected.producerEpoch === producerEpoch) {
    return next(emptied(state, request, { producerId, producerEpoch: raised, lastProducerEpoch: producerEpoch }))
  }
  // The answer to the same request was lost. Nobody else has come since: that would have set the last epoch to -1.
  if (expected.producerEpoch === lastProducerEpoch) {
    return next(emptied(state, request, { producerId, producerEpoch, lastProducerEpoch }))
  }
  return refused('PRODUCER_FENCED')
}

function emptied(
  state: TransactionState,
  { timeoutMs, nowMs }: Initialization,
  producer: ProducerIdAndEpoch & { readonly lastProducerEpoch: number },
): TransactionState {
  return {
    ...state,
    ...producer,
    previousProducerId: state.producerId,
    nextProducerId: NONE,
    timeoutMs,
    status: 'Empty',
    partitions: PartitionSet.EMPTY,
    startMs: NONE,
    updatedMs: nowMs,
  }
}
