/** ListPartitionReassignments: in a cluster of one none is ever under way. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const listPartitionReassignments = handler(apis.listPartitionReassignments, () => {
  return { throttleTimeMs: 0, errorCode: errors.NONE.code, errorMessage: null, topics: [] }
})
