/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const listTransactionsRequest = {
  name: 'ListTransactionsRequest',
  key: 66,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    stateFilters: { array: 'string' },
    producerIdFilters: { array: 'int64' },
    durationFilter: { type: 'int64', since: 1, default: -1 },
    transactionalIdPattern: { type: 'string', since: 2, nullable: true, default: null },
  },
} as const satisfies Message

export const listTransactionsResponse = {
  name: 'ListTransactionsResponse',
  key: 66,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    unknownStateFilters: { array: 'string' },
    transactionStates: {
      array: {
        transactionalId: { type: 'string' },
        producerId: { type: 'int64' },
        transactionState: { type: 'string' },
      },
    },
  },
} as const satisfies Message
