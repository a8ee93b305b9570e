/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const initProducerIdRequest = {
  name: 'InitProducerIdRequest',
  key: 22,
  versions: [0, 6],
  flexibleSince: 2,
  unstableSince: 6,
  fields: {
    transactionalId: { type: 'string', nullable: true },
    transactionTimeoutMs: { type: 'int32' },
    producerId: { type: 'int64', since: 3, default: -1 },
    producerEpoch: { type: 'int16', since: 3, default: -1 },
    enable2Pc: { type: 'bool', since: 6, default: false },
    keepPreparedTxn: { type: 'bool', since: 6, default: false },
  },
} as const satisfies Message

export const initProducerIdResponse = {
  name: 'InitProducerIdResponse',
  key: 22,
  versions: [0, 6],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    producerId: { type: 'int64', default: -1 },
    producerEpoch: { type: 'int16' },
    ongoingTxnProducerId: { type: 'int64', since: 6, default: -1 },
    ongoingTxnProducerEpoch: { type: 'int16', since: 6, default: -1 },
  },
} as const satisfies Message
