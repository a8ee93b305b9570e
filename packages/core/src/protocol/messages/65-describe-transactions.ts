/**
 * DescribeTransactions: an admin client asks the transaction coordinator for the state of transactional ids:
 * state by name, producer id and epoch, start, timeout, partitions (KIP-664). An unknown id gets
 * TRANSACTIONAL_ID_NOT_FOUND. While a transaction is being completed, only partitions that still lack their
 * marker are listed; a topic that the asker may not describe is left out. Without an open transaction the
 * start time is -1.
 *
 * There is one version only. An empty list of ids gets an empty answer; it does not mean all.
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
