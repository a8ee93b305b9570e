/**
 * TransactionLog: the one record type of __transaction_state: where a transactional id stands. The key is the
 * transactional id; a null value is a tombstone: the id has not been used for so long that it expired. The
 * transaction coordinator writes one at every change of state, and nothing holds before it is written. It
 * reads all of them when it becomes the leader of the partition, and completes what it finds prepared.
 *
 * transactionStatus is 0 empty, 1 ongoing, 2 prepared to commit, 3 prepared to abort, 4 committed, 5 aborted,
 * 6 dead, 7 preparing to fence. 2 and 3 are decisions: markers are due, whatever happens.
 * transactionPartitions is null while empty. A timestamp of -1 means that no transaction has begun.
 *
 * 0 is written as long as the cluster's transaction version is 0. 1 is compact and adds tagged fields: the
 * producer ids before and after a change of id, the client's transaction version (KIP-890), and the next
 * epoch for two-phase commit (KIP-939). Trap: Kafka did not fill the previous and next producer id for a long
 * time (KAFKA-20310), so do not count on them in a log that it has written.
 */
import type { Message } from '../../schema.ts'

export const transactionLogKey = {
  name: 'TransactionLogKey',
  key: 0,
  versions: [0, 0],
  fields: {
    transactionalId: { type: 'string' },
  },
} as const satisfies Message

export const transactionLogValue = {
  name: 'TransactionLogValue',
  key: 0,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    producerId: { type: 'int64' },
    previousProducerId: { type: 'int64', since: 1, tag: 0, default: -1 },
    nextProducerId: { type: 'int64', since: 1, tag: 1, default: -1 },
    producerEpoch: { type: 'int16' },
    nextProducerEpoch: { type: 'int16', since: 1, tag: 3, default: -1 },
    transactionTimeoutMs: { type: 'int32' },
    transactionStatus: { type: 'int8' },
    transactionPartitions: {
      nullable: true,
      array: {
        topic: { type: 'string' },
        partitionIds: { array: 'int32' },
      },
    },
    transactionLastUpdateTimestampMs: { type: 'int64' },
    transactionStartTimestampMs: { type: 'int64' },
    clientTransactionVersion: { type: 'int16', since: 1, tag: 2, default: 0 },
  },
} as const satisfies Message
