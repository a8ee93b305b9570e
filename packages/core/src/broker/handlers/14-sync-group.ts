/**
 * SyncGroup: a member asks for its share of the generation, and the leader brings all shares. The answer
 * waits for the leader; see `groups/sync.ts`.
 */
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { syncGroupResponse } from '../../protocol/messages/14-sync-group.ts'
import { type SyncAnswer, syncRefusal } from '../groups/member.ts'
import { handler } from '../handler.ts'

/** The first version that must say which protocol the member goes by. */
const FIRST_WITH_PROTOCOL = 5

export const syncGroup = handler(apis.syncGroup, ({ version, body }, { groups }) => {
  const { groupId, memberId, groupInstanceId: instanceId, generationId: generation } = body
  const { protocolType, protocolName } = body
  if (version >= FIRST_WITH_PROTOCOL && (protocolType === null || protocolName === null)) {
    return shape(syncRefusal('INCONSISTENT_GROUP_PROTOCOL'))
  }
  // The bytes are copied, so that the group does not hold on to the frame.
  const assignments = new Map(body.assignments.map((one) => [one.memberId, Buffer.from(one.assignment)]))
  const claim = { groupId, memberId, instanceId, generation }
  const outcome = groups.sync({ ...claim, protocolType, protocolName, assignments })
  return outcome instanceof Promise ? outcome.then(shape) : shape(outcome)
})

function shape({ error, ...answer }: SyncAnswer): Draft<typeof syncGroupResponse> {
  return { errorCode: errors[error].code, ...answer }
}
