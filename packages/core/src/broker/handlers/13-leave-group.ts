/**
 * LeaveGroup: members go. Up to version 2 it is one, and its error is the answer's; later it is several, each
 * with its own.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { leaveGroupRequest } from '../../protocol/messages/13-leave-group.ts'
import type { LeavingMember } from '../groups/leave.ts'
import { handler } from '../handler.ts'

const LAST_OF_ONE_MEMBER = 2

export const leaveGroup = handler(apis.leaveGroup, ({ version, body }, { groups }) => {
  const leaving = toLeaving(version, body)
  const results = groups.leave(body.groupId, leaving)
  if (typeof results === 'string') return { errorCode: errors[results].code, members: [] }
  if (version <= LAST_OF_ONE_MEMBER) return { errorCode: errors[results[0] ?? 'NONE'].code }
  const members = leaving.map(({ memberId, instanceId: groupInstanceId }, at) => {
    return { memberId, groupInstanceId, errorCode: errors[results[at] ?? 'NONE'].code }
  })
  return { errorCode: errors.NONE.code, members }
})

function toLeaving(version: number, { memberId, members }: Body<typeof leaveGroupRequest>): LeavingMember[] {
  if (version <= LAST_OF_ONE_MEMBER) return [{ memberId, instanceId: null, reason: null }]
  return members.map(({ memberId: id, groupInstanceId, reason }) => {
    return { memberId: id, instanceId: groupInstanceId, reason }
  })
}
