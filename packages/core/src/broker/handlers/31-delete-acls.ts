/** DeleteAcls: each filter is refused, as there are no rules for it. */
import { apis } from '../../protocol/apis.ts'
import { handler } from '../handler.ts'
import { NO_AUTHORIZER, NO_AUTHORIZER_REMARK } from '../no-authorizer.ts'

export const deleteAcls = handler(
  apis.deleteAcls,
  ({ body }) => ({
    throttleTimeMs: 0,
    filterResults: body.filters.map(() => ({ ...NO_AUTHORIZER, matchingAcls: [] })),
  }),
  { remark: NO_AUTHORIZER_REMARK },
)
