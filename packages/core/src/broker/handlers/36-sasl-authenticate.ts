/**
 * SaslAuthenticate: the listener asks for no login, and every connection counts as logged in.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const saslAuthenticate = handler(
  apis.saslAuthenticate,
  () => ({
    errorCode: errors.ILLEGAL_SASL_STATE.code,
    errorMessage: 'this listener asks for no login',
    authBytes: Buffer.alloc(0),
  }),
  { remark: 'There is no login: always ILLEGAL_SASL_STATE, as from a plaintext listener of Apache Kafka.' },
)
