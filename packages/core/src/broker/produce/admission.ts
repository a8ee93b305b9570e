/**
 * Whether the records of a Produce request may be written in their transaction. What a request must not mix is
 * refused as a whole; whether a partition is, or becomes, part of the transaction is the coordinator's to say.
 * Its answers are turned into errors that a producer of the request's version knows how to take.
 */
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { Partition } from '../topics/partition.ts'
import type { Transactions } from '../transactions/transactions.ts'
import { isTransactional, producerEpochOf, producerIdOf, type Refusal } from './produced-batch.ts'

/** From here on producers know that a transaction may have to be aborted. */
const FIRST_WITH_ABORTABLE = 11
/** From here on transactions are of version 2: a partition is added by writing to it. */
const FIRST_THAT_ADDS = 12

export interface Wish {
  readonly transactionalId: string
  readonly version: number
  readonly partition: Partition
  readonly records: Buffer
}

/** Why nothing of the request is taken, or null. */
export function refuseAsWhole(transactionalId: string | null, batches: Iterable<Buffer>): Refusal | null {
  let first: Buffer | null = null
  for (const records of batches) {
    if (!isTransactional(records)) continue
    if (transactionalId === null) {
      return { error: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', message: 'expected a transactional id, found none' }
    }
    first ??= records
    if (producerIdOf(first) === producerIdOf(records) && producerEpochOf(first) === producerEpochOf(records)) continue
    return { error: 'INVALID_PRODUCER_ID_MAPPING', message: 'expected the batches of one producer, found another' }
  }
  return null
}

/** Whether a batch that a client of this version sends is one of transactions of version 2. */
export function transactionVersionOf(version: number): number {
  return version >= FIRST_THAT_ADDS ? 2 : 1
}

/** Why a transactional batch may not be appended now, or null. */
export function refuseUnadmitted(transactions: Pick<Transactions, 'admit'>, wish: Wish): Refusal | null {
  const { transactionalId, version, records } = wish
  const { topic, index } = wish.partition
  const producerId = producerIdOf(records)
  const producerEpoch = producerEpochOf(records)
  const partition = { topic, partition: index }
  const mayAdd = version >= FIRST_THAT_ADDS
  const error = transactions.admit({ transactionalId, producerId, producerEpoch, partition, mayAdd })
  if (error === 'NONE') return null
  const message = `${transactionalId} may not write to ${topic}-${index}: ${errors[error].meaning}`
  return { error: forProducer(error, version), message }
}

function forProducer(error: ErrorName, version: number): ErrorName {
  switch (error) {
    case 'PRODUCER_FENCED':
      return 'INVALID_PRODUCER_EPOCH'
    case 'TRANSACTION_ABORTABLE':
      return version >= FIRST_WITH_ABORTABLE ? error : 'INVALID_TXN_STATE'
    case 'CONCURRENT_TRANSACTIONS':
      return version >= FIRST_THAT_ADDS ? error : 'NOT_ENOUGH_REPLICAS'
    // Worth another try, and without new metadata, as Kafka has it.
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      return 'NOT_ENOUGH_REPLICAS'
    default:
      return error
  }
}
