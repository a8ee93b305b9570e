/**
 * DescribeUserScramCredentials: nobody has credentials, as there is no login.
 */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const describeUserScramCredentials = handler(
  apis.describeUserScramCredentials,
  ({ body }) => {
    const names = (body.users ?? []).map(({ name }) => name)
    const isTwice = (user: string) => names.indexOf(user) !== names.lastIndexOf(user)
    const results = Array.from(new Set(names), (user) => {
      return isTwice(user)
        ? refused(user, 'DUPLICATE_RESOURCE', `${user} is in the request twice`)
        : refused(user, 'RESOURCE_NOT_FOUND', `${user} has no credentials`)
    })
    return { throttleTimeMs: 0, errorCode: errors.NONE.code, errorMessage: '', results }
  },
  { remark: 'There is no login, so nobody has credentials; AlterUserScramCredentials is not served.' },
)

function refused(user: string, error: ErrorName, errorMessage: string) {
  return { user, errorCode: errors[error].code, errorMessage, credentialInfos: [] }
}
