/** What requests about access rules get where there are none: as from an Apache Kafka without an authorizer. */
import { errors } from '../protocol/errors.ts'

export const NO_AUTHORIZER = {
  errorCode: errors.SECURITY_DISABLED.code,
  errorMessage: 'this broker has no authorizer: everybody may do everything',
}

export const NO_AUTHORIZER_REMARK =
  'There are no access rules: always SECURITY_DISABLED, as from an Apache Kafka without an authorizer.'
