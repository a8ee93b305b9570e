/**
 * SaslHandshake: the listener asks for no login, so there is no point of it at which this would belong.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const saslHandshake = handler(
  apis.saslHandshake,
  () => ({ errorCode: errors.ILLEGAL_SASL_STATE.code, mechanisms: [] }),
  { remark: 'There is no login: always ILLEGAL_SASL_STATE, as from a plaintext listener of Apache Kafka.' },
)
