/**
 * SaslAuthenticate: one step of the login that SaslHandshake 1 has begun, with the mechanism's token in
 * either direction, until the broker is content or answers SASL_AUTHENTICATION_FAILED. Whichever broker the
 * connection leads to answers, and until the login has succeeded it serves nothing but what belongs to it:
 * ApiVersions, the handshake and this.
 *
 * 1 returns how long the login lasts, 0 for ever. Before that time is over the client logs in anew on the
 * same connection, or the broker closes it (KIP-368). A client that sends 0 does not learn of it. 2 only
 * brings the compact encoding.
 *
 * librdkafka 2.0 sends 0.
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
