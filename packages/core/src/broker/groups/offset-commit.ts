/**
 * Who may commit offsets for a group: a member of its present generation, or, with generation -1, anyone as
 * long as the group has no members. So a consumer that lost its partitions cannot overwrite what their new
 * owner has committed.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { Group, MemberClaim } from './group.ts'
import type { LiveGroup } from './live-group.ts'
import type { OffsetToCommit } from './offset-keeper.ts'

export interface Committer extends MemberClaim {
  /** -1 for one that is no member. */
  readonly generation: number
}

export function checkCommitter(group: Group, committer: Committer): ErrorName {
  const { memberId, instanceId, generation } = committer
  if (generation < 0 && group.state === 'Empty') return 'NONE'
  if (generation < 0 && memberId === '' && instanceId === null) return 'UNKNOWN_MEMBER_ID'
  const member = group.claimedNow(committer)
  if (typeof member === 'string') return member
  return group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}

/** The same in a transaction, where an old client says nothing of members, and the group's state does not count. */
export function checkTransactionalCommitter(group: Group, committer: Committer): ErrorName {
  const { memberId, instanceId, generation } = committer
  if (generation < 0 && (group.state === 'Empty' || (memberId === '' && instanceId === null))) return 'NONE'
  const member = group.claimedNow(committer)
  return typeof member === 'string' ? member : 'NONE'
}

/** A commit shows that the member lives. */
export function extendSession({ group, rebalance }: LiveGroup, { memberId }: Committer): void {
  const member = group.members.get(memberId)
  if (member !== undefined) rebalance.sessions.extend(member)
}

export function isTooLong({ metadata }: OffsetToCommit, lengthMax: number): boolean {
  return metadata !== null && metadata.length > lengthMax
}
