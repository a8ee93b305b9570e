/**
 * LeaveGroup: members go, by their own will or, named by their instance ids, by an operator's. The group
 * rebalances once for all of them.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { MemberClaim } from './group.ts'
import type { LiveGroup } from './live-group.ts'

export interface LeavingMember extends MemberClaim {
  readonly reason: string | null
}

/** What became of each of them, in their order. */
export function leave(live: LiveGroup, leaving: readonly LeavingMember[]): ErrorName[] {
  const { group, rebalance } = live
  const results = leaving.map((one) => leaveAlone(live, one))
  const left = leaving.filter((_, at) => results[at] === 'NONE')
  if (left.length > 0 && group.state !== 'Empty') {
    const reasons = left.map(({ memberId, instanceId, reason }) => `${memberId || instanceId}: ${reason ?? 'nothing'}`)
    rebalance.beginOrGoOn(`members left (${reasons.join(', ')})`)
  }
  return results
}

function leaveAlone({ group, rebalance }: LiveGroup, { memberId, instanceId }: LeavingMember): ErrorName {
  const { members } = group
  if (memberId !== '' && members.pending.has(memberId)) {
    rebalance.removeById(memberId)
    return 'NONE'
  }
  const isByInstance = memberId === '' && instanceId !== null
  const id = isByInstance ? (members.idOfInstance(instanceId) ?? '') : memberId
  const member = group.claimed({ memberId: id, instanceId })
  if (typeof member === 'string') return member
  rebalance.remove(member)
  return 'NONE'
}
