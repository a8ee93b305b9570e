/**
 * DescribeGroups: state, protocol and members of groups. What members brought is told only while the group is
 * stable, as only then it belongs to what they were given.
 */
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { describeGroupsResponse } from '../../protocol/messages/15-describe-groups.ts'
import type { Group } from '../groups/group.ts'
import { handler } from '../handler.ts'

type Described = Draft<typeof describeGroupsResponse>['groups'][number]

/** The first version that has an error for a group that is not there. */
const FIRST_WITH_NOT_FOUND = 6
const FIRST_WITH_OPERATIONS = 3
/** Read, delete, describe, and describe and alter its settings: what one may do where there are no rules. */
const ALL_OPERATIONS = 0b1101_0100_1000

export const describeGroups = handler(apis.describeGroups, ({ version, body }, { groups }) => {
  const mayTell = version >= FIRST_WITH_OPERATIONS && body.includeAuthorizedOperations
  const operations = mayTell ? { authorizedOperations: ALL_OPERATIONS } : {}
  const described = Array.from(new Set(body.groups), (groupId): Described => {
    const found = groups.find(groupId)
    if (typeof found !== 'string') return { ...describe(found), ...operations }
    if (found !== 'GROUP_ID_NOT_FOUND') return { ...nothing(groupId), errorCode: errors[found].code, groupState: '' }
    if (version < FIRST_WITH_NOT_FOUND) return { ...nothing(groupId), ...operations }
    return { ...nothing(groupId), errorCode: errors[found].code, errorMessage: `Group ${groupId} not found.` }
  })
  return { groups: described }
})

function nothing(groupId: string): Described {
  const errorCode = errors.NONE.code
  return { errorCode, groupId, groupState: 'Dead', protocolType: '', protocolData: '', members: [] }
}

function describe(group: Group): Described {
  const isStable = group.state === 'Stable'
  return {
    errorCode: errors.NONE.code,
    groupId: group.id,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: isStable ? (group.protocolName ?? '') : '',
    members: Array.from(group.members, (member) => ({
      memberId: member.id,
      groupInstanceId: member.identity.instanceId,
      clientId: member.identity.clientId,
      clientHost: member.identity.clientHost,
      memberMetadata: isStable ? member.metadata(group.protocolName) : Buffer.alloc(0),
      memberAssignment: member.assignment,
    })),
  }
}
