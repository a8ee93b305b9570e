/**
 * What the state of producers is told, and what it answers. A batch is told as the facts in its
 * header, which a `RecordBatch` has; a transaction marker as the facts of its batch and its record.
 * Refusals are values: the broker turns them into a response's error code.
 */

/** In place of a producer's id, epoch, sequence, offset or timestamp, where there is none. */
export const NONE = -1

/**
 * Who appends, which decides what is checked. A client: everything. The group coordinator, whose
 * batches have no sequences: the epoch. A leader's replica: what the leader cannot have got wrong is
 * not asked again. Recovery: nothing, since what it reads is in the log already.
 */
type AppendOrigin = 'client' | 'coordinator' | 'replication' | 'recovery'

/** The facts of a batch of records. */
export interface BatchFacts {
  readonly baseOffset: number
  readonly lastOffset: number
  /** -1 for a producer that is not idempotent; such batches are passed over. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly lastSequence: number
  readonly maxTimestamp: number
  readonly isTransactional: boolean
}

/** The facts of a marker that ends a transaction. */
export interface MarkerFacts {
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
  readonly offset: number
  readonly timestamp: number
  readonly type: 'COMMIT' | 'ABORT'
}

export interface AppendRules {
  readonly origin: AppendOrigin
  /**
   * Whether a producer of which no batch is known has to begin with sequence 0. It has to in
   * transactions of version 2, where each transaction has an epoch of its own.
   */
  readonly mustStartAtZero?: boolean | undefined
}

export interface MarkerRules {
  readonly origin: AppendOrigin
  /**
   * From version 2 on the coordinator raises the epoch for the marker, so that a marker which comes
   * late, in the epoch of the next transaction, can be told from that transaction's own.
   */
  readonly transactionVersion: number
}

/** Why an append is not taken, by the name of the protocol's error. */
export interface ProducerRefusal {
  readonly kind: 'refused'
  readonly error:
    | 'OUT_OF_ORDER_SEQUENCE_NUMBER'
    | 'INVALID_PRODUCER_EPOCH'
    | 'INVALID_TXN_STATE'
    | 'TRANSACTION_COORDINATOR_FENCED'
  readonly message: string
}

/** The batch was appended before, and where; the producer is answered as it was then, or should have been. */
export interface Duplicate {
  readonly kind: 'duplicate'
  readonly firstOffset: number
  readonly lastOffset: number
  readonly timestamp: number
}

export interface Accepted {
  readonly kind: 'accepted'
}

export type AppendVerdict = Accepted | Duplicate | ProducerRefusal

export const ACCEPTED: Accepted = { kind: 'accepted' }
