/** CreateAcls: each rule is refused, as nothing would keep to it. */
import { apis } from '../../protocol/apis.ts'
import { handler } from '../handler.ts'
import { NO_AUTHORIZER, NO_AUTHORIZER_REMARK } from '../no-authorizer.ts'

export const createAcls = handler(
  apis.createAcls,
  ({ body }) => ({ throttleTimeMs: 0, results: body.creations.map(() => NO_AUTHORIZER) }),
  { remark: NO_AUTHORIZER_REMARK },
)
