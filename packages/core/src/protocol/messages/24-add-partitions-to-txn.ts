/**
 * TODO story
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
