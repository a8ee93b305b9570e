/**
 * JoinGroup: somebody becomes a member of a group, or takes part in its next generation. The answer waits for
 * the others; see `groups/join.ts` and `groups/rebalance.ts`.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { joinGroupRequest, joinGroupResponse } from '../../protocol/messages/11-join-group.ts'
import type { Call } from '../call.ts'
import type { JoinRequest } from '../groups/join-request.ts'
import { NAME_BYTES_MAX } from '../groups/journal.ts'
import { type JoinAnswer, type JoinTerms, joinRefusal } from '../groups/member.ts'
import { handler } from '../handler.ts'

/** The first version in which a newcomer can be told to come back with the id that it is given. */
const FIRST_WITH_MEMBER_ID_REQUIRED = 4
/** The first version in which the protocol's name may be null. */
const FIRST_WITH_NO_PROTOCOL = 7
/** The first version in which a leader can be told to assign nothing. */
const FIRST_WITH_SKIP_ASSIGNMENT = 9

export const joinGroup = handler(apis.joinGroup, (call, { groups }) => {
  const { version, body } = call
  if (hasNameTooLong(body)) return shape(joinRefusal('INVALID_REQUEST', body.memberId), version)
  const outcome = groups.join(toRequest(call))
  return outcome instanceof Promise ? outcome.then((answer) => shape(answer, version)) : shape(outcome, version)
})

function toRequest({ version, body, client, clientId }: Call<typeof joinGroupRequest>): JoinRequest {
  const { groupId, memberId, groupInstanceId: instanceId, protocolType, reason } = body
  return {
    groupId,
    memberId,
    instanceId,
    clientId: clientId ?? '',
    clientHost: `/${client.host}`, // as Java writes an address that was not looked up
    protocolType,
    terms: toTerms(version, body),
    reason,
    comesBack: version >= FIRST_WITH_MEMBER_ID_REQUIRED,
    maySkipAssignment: version >= FIRST_WITH_SKIP_ASSIGNMENT,
  }
}

/** The bytes are copied, so that the group does not hold on to the frame. */
function toTerms(version: number, body: Body<typeof joinGroupRequest>): JoinTerms {
  const { sessionTimeoutMs } = body
  const rebalanceTimeoutMs = version === 0 ? sessionTimeoutMs : body.rebalanceTimeoutMs
  const byName = new Map<string, Buffer>()
  for (const { name, metadata } of body.protocols) if (!byName.has(name)) byName.set(name, Buffer.from(metadata))
  const protocols = Array.from(byName, ([name, metadata]) => ({ name, metadata }))
  return { protocols, sessionTimeoutMs, rebalanceTimeoutMs }
}

/** Whether the others, or the records, could not be told a name. */
function hasNameTooLong({ groupInstanceId, protocolType, protocols }: Body<typeof joinGroupRequest>): boolean {
  const names = [groupInstanceId ?? '', protocolType, ...protocols.map(({ name }) => name)]
  return names.some((name) => Buffer.byteLength(name) > NAME_BYTES_MAX)
}

function shape(answer: JoinAnswer, version: number): Draft<typeof joinGroupResponse> {
  const { error, memberId, generation, protocolType, leader, skipAssignment, members } = answer
  return {
    errorCode: errors[error].code,
    generationId: generation,
    protocolType,
    protocolName: answer.protocolName ?? (version < FIRST_WITH_NO_PROTOCOL ? '' : null),
    leader,
    ...(version < FIRST_WITH_SKIP_ASSIGNMENT ? {} : { skipAssignment }),
    memberId,
    members,
  }
}
