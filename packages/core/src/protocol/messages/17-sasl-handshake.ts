/**
 * SaslHandshake: the first step of logging in on a SASL listener. The client names a mechanism; whichever
 * broker it is connected to accepts, or answers UNSUPPORTED_SASL_MECHANISM and lists what is enabled.
 *
 * The version decides what comes next on the connection. After 0 the client sends bare tokens, each behind a
 * length only, with no request header around them. After 1 it wraps them in SaslAuthenticate requests, so
 * that a failure has an error code and a message instead of a closed connection (KIP-152).
 *
 * There is no version with the compact encoding: clients up to Kafka 2.4 negotiate this API wrongly, so it
 * cannot well be raised (KAFKA-9577). librdkafka 2.0 sends 1.
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
