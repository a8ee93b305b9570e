/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const saslAuthenticateRequest = {
  name: 'SaslAuthenticateRequest',
  key: 36,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    authBytes: { type: 'bytes' },
  },
} as const satisfies Message

export const saslAuthenticateResponse = {
  name: 'SaslAuthenticateResponse',
  key: 36,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    authBytes: { type: 'bytes' },
    sessionLifetimeMs: { type: 'int64', since: 1, default: 0, ignorable: true },
  },
} as const satisfies Message
