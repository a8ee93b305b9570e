/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const saslHandshakeRequest = {
  name: 'SaslHandshakeRequest',
  key: 17,
  versions: [0, 1],
  fields: {
    mechanism: { type: 'string' },
  },
} as const satisfies Message

export const saslHandshakeResponse = {
  name: 'SaslHandshakeResponse',
  key: 17,
  versions: [0, 1],
  fields: {
    errorCode: { type: 'int16' },
    mechanisms: { array: 'string' },
  },
} as const satisfies Message
