/** Heartbeat: a member lives; see `groups/heartbeat.ts`. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

export const heartbeat = handler(apis.heartbeat, ({ body }, { groups }) => {
  const { groupId, memberId, groupInstanceId: instanceId, generationId: generation } = body
  const error = groups.heartbeat({ groupId, memberId, instanceId, generation })
  return { errorCode: errors[error].code }
})
