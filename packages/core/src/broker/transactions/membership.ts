/**
 * Which partitions belong to a transaction: what may be added to it, and whether a producer may write to a
 * partition in it. A partition has to belong to the transaction before anything is written to it, as it would
 * never get the marker otherwise.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import { type Next, next, type Refused, refused } from './decision.ts'
import type { TopicPartition } from './partition-set.ts'
import { isBeingEnded, type TransactionState, type TransactionVersion } from './transaction-state.ts'

export interface ProducerClaim {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
}

export interface Addition extends ProducerClaim {
  readonly partitions: readonly TopicPartition[]
  readonly version: TransactionVersion
}

/** The state with the partitions; a transaction begins with its first. Refused with `NONE`: they are there already. */
export function add(state: TransactionState | undefined, addition: Addition, nowMs: number): Next | Refused {
  const error = refuseClaim(state, addition)
  if (state === undefined || error !== 'NONE') return refused(error)
  const isOpen = state.status === 'Ongoing'
  if (isOpen && state.partitions.hasAll(addition.partitions)) return refused('NONE')
  return next({
    ...state,
    status: 'Ongoing',
    partitions: state.partitions.with(addition.partitions),
    startMs: isOpen ? state.startMs : nowMs,
    updatedMs: nowMs,
    version: addition.version,
  })
}

/** Whether the partition belongs to the producer's transaction. */
export function verify(
  state: TransactionState | undefined,
  claim: ProducerClaim,
  { topic, partition }: TopicPartition,
): ErrorName {
  const error = refuseClaim(state, claim)
  if (error !== 'NONE') return error
  return state?.partitions.has(topic, partition) === true ? 'NONE' : 'TRANSACTION_ABORTABLE'
}

function refuseClaim(state: TransactionState | undefined, claim: ProducerClaim): ErrorName {
  if (claim.transactionalId === '') return 'INVALID_REQUEST'
  if (state === undefined || state.producerId !== claim.producerId) return 'INVALID_PRODUCER_ID_MAPPING'
  if (state.producerEpoch !== claim.producerEpoch) return 'PRODUCER_FENCED'
  return isBeingEnded(state) ? 'CONCURRENT_TRANSACTIONS' : 'NONE'
}
