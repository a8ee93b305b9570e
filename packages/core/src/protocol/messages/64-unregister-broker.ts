/**
 * UnregisterBroker: an admin client has the controller forget a broker that is gone for good. Any broker
 * passes it on to the controller. It came with KRaft, where a broker stays registered, fenced, after it has
 * stopped, until someone removes it. An id that is not registered gets BROKER_ID_NOT_REGISTERED.
 *
 * There is one version only.
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
