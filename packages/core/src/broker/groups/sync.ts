/**
 * SyncGroup: a member asks for its share of the generation; the leader brings the shares of all. They are
 * written down before anybody gets one.
 */
import type { MemberClaim } from './group.ts'
import type { LiveGroup } from './live-group.ts'
import { type Member, type SyncAnswer, syncRefusal } from './member.ts'
import { groupRecord } from './stored-records.ts'
import { callOff, handOut } from './sync-barrier.ts'

export interface SyncRequest extends MemberClaim {
  readonly groupId: string
  readonly generation: number
  /** What the member took from the answer to its JoinGroup; null where the client's version does not say it. */
  readonly protocolType: string | null
  readonly protocolName: string | null
  /** By member id; of the leader. */
  readonly assignments: ReadonlyMap<string, Buffer>
}

export function sync(live: LiveGroup, request: SyncRequest): SyncAnswer | Promise<SyncAnswer> {
  const { group, rebalance } = live
  const member = group.claimedNow(request)
  if (typeof member === 'string') return syncRefusal(member)
  const { protocolType, protocolName } = group
  if (differs(request.protocolType, protocolType) || differs(request.protocolName, protocolName)) {
    return syncRefusal('INCONSISTENT_GROUP_PROTOCOL')
  }
  switch (group.state) {
    case 'PreparingRebalance':
      return syncRefusal('REBALANCE_IN_PROGRESS')
    case 'CompletingRebalance': {
      rebalance.noteSync(member.id)
      const answer = member.syncing.wait()
      if (group.members.leaderId === member.id) assign(live, request.assignments, member)
      return answer
    }
    case 'Stable':
      rebalance.noteSync(member.id)
      return { error: 'NONE', protocolType, protocolName, assignment: member.assignment }
    case 'Empty':
    case 'Dead':
      return syncRefusal('UNKNOWN_MEMBER_ID')
  }
}

function assign(live: LiveGroup, assignments: ReadonlyMap<string, Buffer>, { id }: Member): void {
  const { group, rebalance, context } = live
  const { members } = group
  const written = context.journal.write(group.id, [
    groupRecord(group, { members, leader: members.leaderId, assignments }),
  ])
  if (typeof written === 'string') {
    callOff(group, written, rebalance.sessions)
    rebalance.begin(`the shares from ${id} could not be stored (${written})`)
  } else {
    handOut(group, assignments, rebalance.sessions)
    group.moveTo('Stable', context.clock.nowMs())
  }
}

function differs(said: string | null, known: string | null): boolean {
  return said !== null && known !== null && said !== known
}
