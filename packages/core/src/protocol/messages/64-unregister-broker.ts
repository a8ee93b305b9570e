/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const unregisterBrokerRequest = {
  name: 'UnregisterBrokerRequest',
  key: 64,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    brokerId: { type: 'int32' },
  },
} as const satisfies Message

export const unregisterBrokerResponse = {
  name: 'UnregisterBrokerResponse',
  key: 64,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
  },
} as const satisfies Message
