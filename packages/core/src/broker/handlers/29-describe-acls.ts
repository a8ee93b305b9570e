/** DescribeAcls: there are no access rules to describe. */
import { apis } from '../../protocol/apis.ts'
import { handler } from '../handler.ts'
import { NO_AUTHORIZER, NO_AUTHORIZER_REMARK } from '../no-authorizer.ts'

export const describeAcls = handler(apis.describeAcls, () => ({ throttleTimeMs: 0, ...NO_AUTHORIZER, resources: [] }), {
  remark: NO_AUTHORIZER_REMARK,
})
