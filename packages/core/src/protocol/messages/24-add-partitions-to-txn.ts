/**
 * AddPartitionsToTxn: before a producer writes to a partition within a transaction, the transaction
 * coordinator must know the partition, so that it can set a marker there at the end. If one partition is
 * refused, the others get OPERATION_NOT_ATTEMPTED. CONCURRENT_TRANSACTIONS means that the last transaction is
 * still being completed: ask again.
 *
 * From 1 on the client waits out a throttle itself. 2 may answer PRODUCER_FENCED, where older versions say
 * INVALID_PRODUCER_EPOCH. Up to 3 a request holds one transaction and comes from a client. 4 and above are
 * for brokers only, hold many, and require the cluster action: a partition leader asks, with verifyOnly,
 * whether a transaction really includes its partition, or adds it for the producer under transaction version
 * 2 (KIP-890). 5 may answer TRANSACTION_ABORTABLE.
 *
 * Trap: a client must stop at 3 although more is advertised. Under transaction version 2 it does not send
 * this at all; Produce 12 does the work. kafkajs 2.2.4 sends 1, librdkafka 2.0 sends 0.
 */
import type { Fields, Message } from '../schema.ts'

const addPartitionsToTxnTopic = {
  name: { type: 'string' },
  partitions: { array: 'int32' },
} as const satisfies Fields

export const addPartitionsToTxnRequest = {
  name: 'AddPartitionsToTxnRequest',
  key: 24,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    transactions: {
      since: 4,
      array: {
        transactionalId: { type: 'string' },
        producerId: { type: 'int64' },
        producerEpoch: { type: 'int16' },
        verifyOnly: { type: 'bool', default: false },
        topics: { array: addPartitionsToTxnTopic },
      },
    },
    v3AndBelowTransactionalId: { type: 'string', until: 3 },
    v3AndBelowProducerId: { type: 'int64', until: 3 },
    v3AndBelowProducerEpoch: { type: 'int16', until: 3 },
    v3AndBelowTopics: { array: addPartitionsToTxnTopic, until: 3 },
  },
} as const satisfies Message

const addPartitionsToTxnPartitionResult = {
  partitionIndex: { type: 'int32' },
  partitionErrorCode: { type: 'int16' },
} as const satisfies Fields

const addPartitionsToTxnTopicResult = {
  name: { type: 'string' },
  resultsByPartition: { array: addPartitionsToTxnPartitionResult },
} as const satisfies Fields

export const addPartitionsToTxnResponse = {
  name: 'AddPartitionsToTxnResponse',
  key: 24,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16', since: 4, ignorable: true },
    resultsByTransaction: {
      since: 4,
      array: {
        transactionalId: { type: 'string' },
        topicResults: { array: addPartitionsToTxnTopicResult },
      },
    },
    resultsByTopicV3AndBelow: { array: addPartitionsToTxnTopicResult, until: 3 },
  },
} as const satisfies Message
