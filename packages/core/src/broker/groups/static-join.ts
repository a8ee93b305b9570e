/**
 * A static member that joins without a member id: its process has started anew. It takes the place of its
 * older self, which is fenced. In a stable group nothing else happens as long as the members' choice of a
 * protocol stays the same: the newcomer gets what its older self had, without a rebalance.
 */
import type { JoinOutcome, JoinRequest } from './join-request.ts'
import type { LiveGroup } from './live-group.ts'
import { type JoinAnswer, joinRefusal, type Member, syncRefusal } from './member.ts'
import { chooseProtocol } from './protocols.ts'
import { joinAnswer } from './rebalance.ts'
import { groupRecord } from './stored-records.ts'

export function replaceStatic(
  live: LiveGroup,
  request: JoinRequest,
  { old, id }: { old: Member; id: string },
): JoinOutcome {
  const { group, rebalance } = live
  const next = old.successor(id, request.terms)
  if (group.state === 'Stable') {
    const members = Array.from(group.members, (member) => (member === old ? next : member))
    if (chooseProtocol(members) === group.protocolName) return takePlace(live, request, { old, next, members })
  }
  fence(live, old)
  swap(live, old, next)
  const answer = group.members.awaitJoin(next)
  const reason = `${id} takes the place of ${old.id}; it says: ${request.reason ?? 'nothing'}`
  // Shares that are being given out would be the older self's, so they are given out anew.
  rebalance.beginOrGoOn(reason)
  return answer
}

/** The generation goes on; who is in whose place is written down first. */
function takePlace(
  live: LiveGroup,
  { maySkipAssignment }: JoinRequest,
  { old, next, members }: { old: Member; next: Member; members: readonly Member[] },
): JoinAnswer {
  const { group, context } = live
  const oldLeader = group.members.leaderId
  const leader = oldLeader === old.id ? next.id : oldLeader
  const written = context.journal.write(group.id, [groupRecord(group, { members, leader })])
  if (typeof written === 'string') return joinRefusal(written, '')
  fence(live, old)
  swap(live, old, next)
  if (maySkipAssignment) return { ...joinAnswer(group, next), skipAssignment: leader === next.id }
  // An older client would assign if it were told that it leads, so it is told of its older self.
  return { ...joinAnswer(group, next), leader: oldLeader ?? '', members: [] }
}

function fence({ group, rebalance }: LiveGroup, old: Member): void {
  group.members.answerJoin(old, joinRefusal('FENCED_INSTANCE_ID', old.id))
  old.syncing.answer(syncRefusal('FENCED_INSTANCE_ID'))
  rebalance.sessions.forget(old.id)
}

function swap({ group, rebalance }: LiveGroup, old: Member, next: Member): void {
  group.members.replace(old, next)
  rebalance.sessions.extend(next)
}
