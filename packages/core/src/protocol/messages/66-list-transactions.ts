/**
 * ListTransactions: an admin client asks a broker for the transactional ids that it coordinates (KIP-664). No
 * broker knows all of them, so the asker goes to every broker and joins the answers. Ids that the asker may
 * not describe are left out without an error.
 *
 * The filters are joined by and, and an empty one lets everything through. A state that the broker does not
 * know comes back in unknownStateFilters and matches nothing. 1 adds durationFilter: only transactions that
 * have run longer, -1 for all (KIP-994). 2 adds a regular expression on the transactional id, and
 * INVALID_REGULAR_EXPRESSION (KIP-1152).
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
