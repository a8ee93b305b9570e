/** A group with what keeps it moving: its state, its rebalances, and what it shares with all other groups. */
import type { Group } from './group.ts'
import type { GroupContext } from './group-context.ts'
import { joinRefusal, syncRefusal } from './member.ts'
import { Rebalance } from './rebalance.ts'

export class LiveGroup {
  readonly group: Group
  readonly rebalance: Rebalance
  readonly context: GroupContext

  constructor(group: Group, context: GroupContext) {
    this.group = group
    this.context = context
    this.rebalance = new Rebalance(group, context)
  }

  /** Takes a group up again that was stored with members: each has its session before it to come back. */
  resume(): void {
    const { members } = this.group
    for (const member of members) this.rebalance.sessions.extend(member)
    const { groupMaxSize } = this.context.config
    if (members.size > groupMaxSize) this.rebalance.begin(`more members than ${groupMaxSize} (group.max.size)`)
  }

  /** Sends everyone who waits away; the group is deleted, or this broker's no more. */
  end(): void {
    this.rebalance.close()
    for (const member of this.group.members) {
      this.group.members.answerJoin(member, joinRefusal('NOT_COORDINATOR', member.id))
      member.syncing.answer(syncRefusal('NOT_COORDINATOR'))
    }
    this.group.moveTo('Dead', this.context.clock.nowMs())
  }
}
