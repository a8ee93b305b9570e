/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const addOffsetsToTxnRequest = {
  name: 'AddOffsetsToTxnRequest',
  key: 25,
  versions: [0, 4],
  flexibleSince: 3,
  fields: {
    transactionalId: { type: 'string' },
    producerId: { type: 'int64' },
    producerEpoch: { type: 'int16' },
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const addOffsetsToTxnResponse = {
  name: 'AddOffsetsToTxnResponse',
  key: 25,
  versions: [0, 4],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
  },
} as const satisfies Message
