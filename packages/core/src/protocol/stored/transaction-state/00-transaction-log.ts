/**
 * TODO story
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
