/**
 * How a transaction ends: first the decision, then, when every partition has its marker, the end. A request
 * that is repeated because its answer was lost gets the answer again. In transactions of version 2 each end
 * raises the epoch, so that a repeated request is known by the epoch before; in older ones it is known by
 * the state alone.
 */
import { type FreshId, type Next, NO_FRESH_ID, next, type Refused, refused } from './decision.ts'
import type { ProducerClaim } from './membership.ts'
import { PartitionSet } from './partition-set.ts'
import type { TransactionVersion } from './transaction-state.ts'
import { isBeingEnded, isExhausted, LAST_EPOCH, NONE, type TransactionState } from './transaction-state.ts'

export interface EndRequest extends ProducerClaim {
  readonly isCommit: boolean
  readonly version: TransactionVersion
}

interface Moment {
  readonly nowMs: number
  readonly freshId: FreshId
}

/** The decision as it is to be written. Refused with `NONE`: the transaction has ended that way already. */
export function decideEnd(state: TransactionState | undefined, request: EndRequest, moment: Moment): Next | Refused {
  if (request.transactionalId === '') return refused('INVALID_REQUEST')
  if (state === undefined) return refused('INVALID_PRODUCER_ID_MAPPING')
  return request.version === 0 ? endKeepingEpoch(state, request, moment) : endRaisingEpoch(state, request, moment)
}

/** The decision to abort a transaction that is open although its producer did not ask for it: it is fenced by that. */
export function fence(state: TransactionState, moment: Moment): Next | Refused {
  return raised(state, { status: 'PrepareAbort', startMs: state.startMs }, moment)
}

/** After all markers are written. */
export function completed(state: TransactionState, nowMs: number): TransactionState {
  const { producerId, producerEpoch, nextProducerId } = state
  const isReplaced = state.version === 2 && nextProducerId !== NONE
  return {
    ...state,
    producerId: isReplaced ? nextProducerId : producerId,
    producerEpoch: isReplaced ? 0 : producerEpoch,
    previousProducerId: state.version === 2 ? producerId : state.previousProducerId,
    nextProducerId: NONE,
    status: state.status === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort',
    partitions: PartitionSet.EMPTY,
    updatedMs: nowMs,
  }
}

function endKeepingEpoch(state: TransactionState, request: EndRequest, { nowMs }: Moment): Next | Refused {
  if (state.producerId !== request.producerId) return refused('INVALID_PRODUCER_ID_MAPPING')
  if (state.producerEpoch !== request.producerEpoch) return refused('PRODUCER_FENCED')
  if (state.status !== 'Ongoing') return repeated(state, request)
  const status = request.isCommit ? 'PrepareCommit' : 'PrepareAbort'
  return next({ ...state, status, nextProducerId: NONE, updatedMs: nowMs, version: 0 })
}

function endRaisingEpoch(state: TransactionState, request: EndRequest, moment: Moment): Next | Refused {
  const { producerId, producerEpoch, isCommit } = request
  const isEpochBefore = state.producerEpoch === producerEpoch + 1
  const isIdBefore =
    state.previousProducerId === producerId && producerEpoch === LAST_EPOCH - 1 && state.producerEpoch === 0
  if (state.producerId !== producerId && !isIdBefore) return refused('INVALID_PRODUCER_ID_MAPPING')
  const isRepeated = isEpochBefore || isIdBefore
  if (isBeingEnded(state)) return isEpochBefore ? repeated(state, request) : refused('PRODUCER_FENCED')
  if (isRepeated && isComplete(state)) return repeated(state, request)
  if (state.producerEpoch !== producerEpoch) return refused('PRODUCER_FENCED')
  if (state.status === 'Ongoing') {
    const status = isCommit ? 'PrepareCommit' : 'PrepareAbort'
    return raised(state, { status, startMs: state.startMs }, moment)
  }
  // A producer aborts what it believes to have begun: its epoch is raised, so that nothing late gets in.
  return isCommit
    ? refused('INVALID_TXN_STATE')
    : raised(state, { status: 'PrepareAbort', startMs: moment.nowMs }, moment)
}

function isComplete({ status }: TransactionState): boolean {
  return status === 'CompleteCommit' || status === 'CompleteAbort'
}

/** The answer to an end that was asked for before. */
function repeated({ status }: TransactionState, { isCommit }: EndRequest): Refused {
  if (status === (isCommit ? 'CompleteCommit' : 'CompleteAbort')) return refused('NONE')
  return refused(
    status === (isCommit ? 'PrepareCommit' : 'PrepareAbort') ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE',
  )
}

function raised(
  state: TransactionState,
  decision: Pick<TransactionState, 'status' | 'startMs'>,
  { nowMs, freshId }: Moment,
): Next | Refused {
  const { producerEpoch } = state
  const nextProducerId = isExhausted(producerEpoch) ? freshId() : NONE
  if (nextProducerId === null) return NO_FRESH_ID
  return next({
    ...state,
    ...decision,
    producerEpoch: Math.min(producerEpoch + 1, LAST_EPOCH),
    lastProducerEpoch: producerEpoch,
    nextProducerId,
    updatedMs: nowMs,
    version: 2,
  })
}
