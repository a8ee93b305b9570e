/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const describeTransactionsRequest = {
  name: 'DescribeTransactionsRequest',
  key: 65,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    transactionalIds: { array: 'string' },
  },
} as const satisfies Message

export const describeTransactionsResponse = {
  name: 'DescribeTransactionsResponse',
  key: 65,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    transactionStates: {
      array: {
        errorCode: { type: 'int16' },
        transactionalId: { type: 'string' },
        transactionState: { type: 'string' },
        transactionTimeoutMs: { type: 'int32' },
        transactionStartTimeMs: { type: 'int64' },
        producerId: { type: 'int64' },
        producerEpoch: { type: 'int16' },
        topics: {
          array: {
            topic: { type: 'string' },
            partitions: { array: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message
