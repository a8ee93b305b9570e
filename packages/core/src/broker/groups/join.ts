/**
 * JoinGroup: how somebody becomes a member, and how a member says that it takes part in the next generation.
 * A newcomer without an instance id is first given an id to come back with, where its client can do that, so
 * that attempts which were given up leave no dead members behind.
 */

import type { JoinOutcome, JoinRequest } from './join-request.ts'
import type { LiveGroup } from './live-group.ts'
import { joinRefusal, Member } from './member.ts'
import { memberId } from './member-id.ts'
import { joinAnswer } from './rebalance.ts'
import { replaceStatic } from './static-join.ts'

/** How long a new member may wait for its first answer: afterwards it has probably asked anew under another id. */
const NEW_MEMBER_TIMEOUT_MS = 5 * 60_000

/** How many ids may be handed out and not yet used: more than any group has members, and a megabyte or two. */
const PENDING_MAX = 10_000

export function join(live: LiveGroup, request: JoinRequest): JoinOutcome {
  const { group } = live
  if (!hasRoom(live, request.memberId)) {
    live.rebalance.removeById(request.memberId)
    live.rebalance.goOn() // nobody waits for one who was turned away
    return joinRefusal('GROUP_MAX_SIZE_REACHED', '')
  }
  const names = request.terms.protocols.map(({ name }) => name)
  if (!group.accepts(request.protocolType, names)) return joinRefusal('INCONSISTENT_GROUP_PROTOCOL', request.memberId)
  return request.memberId === '' ? joinAnew(live, request) : joinAgain(live, request)
}

/** Those who wait already count, and not those who only were members, so that the last to rejoin are left out. */
function hasRoom({ group, context }: LiveGroup, id: string): boolean {
  const { members, state } = group
  const { groupMaxSize } = context.config
  if (state === 'Empty' || state === 'Dead') return true
  if (state === 'PreparingRebalance') {
    return members.get(id)?.joining.isWaiting === true || members.joiningCount < groupMaxSize
  }
  return members.has(id) || members.size < groupMaxSize
}

function joinAnew(live: LiveGroup, request: JoinRequest): JoinOutcome {
  const { group, rebalance, context } = live
  const { instanceId, clientId, terms } = request
  const id = memberId(instanceId ?? clientId, context.random)
  if (instanceId !== null) {
    const old = group.members.get(group.members.idOfInstance(instanceId) ?? '')
    return old === undefined ? enter(live, request, id) : replaceStatic(live, request, { old, id })
  }
  if (!request.comesBack) return enter(live, request, id)
  if (group.members.pending.size >= PENDING_MAX) return joinRefusal('GROUP_MAX_SIZE_REACHED', '')
  group.members.pending.add(id)
  rebalance.sessions.await(id, terms.sessionTimeoutMs)
  return joinRefusal('MEMBER_ID_REQUIRED', id)
}

/** Somebody new becomes a member. */
function enter(live: LiveGroup, request: JoinRequest, id: string): JoinOutcome {
  const { group, rebalance } = live
  const { instanceId, clientId, clientHost, terms, reason } = request
  const member = new Member({ id, instanceId, clientId, clientHost }, terms)
  member.isNew = true
  rebalance.noteNewcomer()
  group.add(member, request.protocolType)
  const answer = group.members.awaitJoin(member)
  rebalance.sessions.await(id, NEW_MEMBER_TIMEOUT_MS)
  rebalance.beginOrGoOn(`${id} is new; it says: ${reason ?? 'nothing'}`)
  return answer
}

function joinAgain(live: LiveGroup, request: JoinRequest): JoinOutcome {
  const { group } = live
  const { memberId: id, instanceId, terms } = request
  if (group.members.pending.has(id) && instanceId === null) return enter(live, request, id)
  const member = group.claimed({ memberId: id, instanceId })
  if (typeof member === 'string') return joinRefusal(member, id)
  const isUnchanged = member.brings(terms.protocols)
  switch (group.state) {
    case 'PreparingRebalance':
      return rejoin(live, request, member)
    case 'CompletingRebalance':
      // It may not have got the answer that it asks for again.
      return isUnchanged ? joinAnswer(group, member) : rejoin(live, request, member)
    case 'Stable':
      if (isUnchanged && group.members.leaderId !== id) return joinAnswer(group, member)
      return rejoin(live, request, member) // a leader asks for a rebalance with it, changed or not
    case 'Empty':
    case 'Dead':
      return joinRefusal('UNKNOWN_MEMBER_ID', id)
  }
}

function rejoin({ group, rebalance }: LiveGroup, { terms, reason }: JoinRequest, member: Member): JoinOutcome {
  group.members.update(member, terms)
  const answer = group.members.awaitJoin(member)
  rebalance.beginOrGoOn(`${member.id} joins again; it says: ${reason ?? 'nothing'}`)
  return answer
}
