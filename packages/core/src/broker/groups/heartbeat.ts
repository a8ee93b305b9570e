/** Heartbeat: a member lives, and learns whether it has to join again. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { MemberClaim } from './group.ts'
import type { LiveGroup } from './live-group.ts'

export interface HeartbeatRequest extends MemberClaim {
  readonly groupId: string
  readonly generation: number
}

export function heartbeat({ group, rebalance }: LiveGroup, request: HeartbeatRequest): ErrorName {
  const member = group.claimedNow(request)
  if (typeof member === 'string') return member
  rebalance.sessions.extend(member)
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}
