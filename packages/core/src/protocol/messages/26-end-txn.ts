/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const endTxnRequest = {
  name: 'EndTxnRequest',
  key: 26,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    transactionalId: { type: 'string' },
    producerId: { type: 'int64' },
    producerEpoch: { type: 'int16' },
    committed: { type: 'bool' },
  },
} as const satisfies Message

export const endTxnResponse = {
  name: 'EndTxnResponse',
  key: 26,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    producerId: { type: 'int64', since: 5, default: -1, ignorable: true },
    producerEpoch: { type: 'int16', since: 5, default: -1, ignorable: true },
  },
} as const satisfies Message
