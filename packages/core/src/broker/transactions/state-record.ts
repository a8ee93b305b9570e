/** A state as it lies in `__transaction_state`, in the version that Kafka writes with transactions of version 2. */
import { DecodeError } from '../../bytes/errors.ts'
import { decodeStoredKey, encodeStoredKey, transactionStateRecords } from '../../protocol/stored.ts'
import { decodeVersioned, encodeVersioned } from '../../protocol/versioned.ts'
import { PartitionSet } from './partition-set.ts'
import { NONE, statuses, type TransactionState } from './transaction-state.ts'

const RECORD = transactionStateRecords.transactionLog
/** Compact, with what transactions of version 2 need. */
const VALUE_VERSION = 1
const RAISES_EPOCH = 2

export function encodeKey(transactionalId: string): Buffer {
  return encodeStoredKey(RECORD, { transactionalId })
}

export function encodeState(state: TransactionState): Buffer {
  const topics = Array.from(state.partitions.topics(), ({ topic, partitions }) => ({ topic, partitionIds: partitions }))
  return encodeVersioned(RECORD.value, VALUE_VERSION, {
    producerId: state.producerId,
    previousProducerId: state.previousProducerId,
    nextProducerId: state.nextProducerId,
    producerEpoch: state.producerEpoch,
    transactionTimeoutMs: state.timeoutMs,
    transactionStatus: statuses.indexOf(state.status),
    transactionPartitions: state.status === 'Empty' ? null : topics,
    transactionLastUpdateTimestampMs: state.updatedMs,
    transactionStartTimestampMs: state.startMs,
    clientTransactionVersion: state.version,
  })
}

/** @throws DecodeError for what is not the key of a transactional id. */
export function decodeKey(key: Buffer): string {
  return decodeStoredKey(transactionStateRecords, key).key.transactionalId
}

/** @throws DecodeError for what is not a state. */
export function decodeState(transactionalId: string, value: Buffer): TransactionState {
  const { body } = decodeVersioned(RECORD.value, value)
  const status = statuses[body.transactionStatus]
  if (status === undefined) {
    const [expected, found] = [`0 to ${statuses.length - 1}`, String(body.transactionStatus)]
    throw new DecodeError({ code: 'BAD_VALUE', subject: RECORD.value.name, path: 'transactionStatus', expected, found })
  }
  const partitions = (body.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) =>
    partitionIds.map((partition) => ({ topic, partition })),
  )
  return {
    transactionalId,
    producerId: body.producerId,
    producerEpoch: body.producerEpoch,
    previousProducerId: body.previousProducerId,
    nextProducerId: body.nextProducerId,
    lastProducerEpoch: NONE,
    timeoutMs: body.transactionTimeoutMs,
    status,
    partitions: PartitionSet.EMPTY.with(partitions),
    startMs: body.transactionStartTimestampMs,
    updatedMs: body.transactionLastUpdateTimestampMs,
    version: body.clientTransactionVersion >= RAISES_EPOCH ? 2 : 0,
  }
}
