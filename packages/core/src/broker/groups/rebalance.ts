/**
 * How a group comes to its next generation. It gathers its members until all have joined or the slowest has
 * had its time; a group that was empty waits a little longer, as those who start together come one after the
 * other. Then everyone is told the generation, and has the same time again to ask for its share. Whoever lets
 * a deadline pass is out, so nobody waits for ever.
 */
import type { Timer } from '../../host/clock.ts'
import type { Group } from './group.ts'
import type { GroupContext } from './group-context.ts'
import { type JoinAnswer, joinRefusal, type Member, syncRefusal } from './member.ts'
import { Sessions } from './sessions.ts'
import { groupRecord } from './stored-records.ts'
import { callOff } from './sync-barrier.ts'

export class Rebalance {
  readonly sessions: Sessions
  readonly #group: Group
  readonly #context: GroupContext
  #joinTimer: Timer | null = null
  #syncTimer: Timer | null = null
  #hasNewcomer = false

  constructor(group: Group, context: GroupContext) {
    this.#group = group
    this.#context = context
    this.sessions = new Sessions(context.clock, (memberId) => this.#silent(memberId))
  }

  /** Somebody has come while the first members gather, so the others may need a little longer too. */
  noteNewcomer(): void {
    if (this.#group.isGatheringFirst) this.#hasNewcomer = true
  }

  /** Something changed that the present generation does not know of: begins another, or goes on with one begun. */
  beginOrGoOn(reason: string): void {
    const { state } = this.#group
    if (state === 'PreparingRebalance') this.goOn()
    else this.begin(reason)
  }

  begin(reason: string): void {
    const { clock, config, logger } = this.#context
    const group = this.#group
    if (group.state === 'CompletingRebalance') callOff(group, 'REBALANCE_IN_PROGRESS', this.sessions)
    group.members.awaitedSyncs.clear()
    this.#stopSyncTimer()
    const isFirst = group.state === 'Empty'
    const { id: groupId, generation, state } = group
    group.moveTo('PreparingRebalance', clock.nowMs())
    logger.info({ groupId, generation, state, reason }, 'the group rebalances')
    const delayMs = isFirst ? config.groupInitialRebalanceDelayMs : 0
    if (delayMs > 0) {
      this.#hasNewcomer = false
      this.#waitForFirst(delayMs, Math.max(group.members.rebalanceTimeoutMs - delayMs, 0))
    } else if (isFirst || group.members.haveAllJoined) this.#complete()
    else this.#waitForAll()
  }

  /** Ends the gathering if nobody is missing, unless it is that of a group that was empty. */
  goOn(): void {
    const group = this.#group
    if (group.state !== 'PreparingRebalance' || group.isGatheringFirst) return
    if (group.members.haveAllJoined) this.#complete()
  }

  /** A member has asked for its share. */
  noteSync(memberId: string): void {
    const { awaitedSyncs } = this.#group.members
    awaitedSyncs.delete(memberId)
    if (awaitedSyncs.size === 0) this.#stopSyncTimer()
  }

  /** Takes a member out, with an answer to whatever it waits for; what follows for the group is the caller's. */
  remove(member: Member): void {
    this.sessions.forget(member.id)
    this.#group.members.answerJoin(member, joinRefusal('UNKNOWN_MEMBER_ID', ''))
    member.syncing.answer(syncRefusal('UNKNOWN_MEMBER_ID'))
    this.#group.members.remove(member.id)
  }

  /** Takes whoever has the id out, be it a member or one who has yet to come back with it. */
  removeById(id: string): void {
    const member = this.#group.members.get(id)
    if (member !== undefined) return this.remove(member)
    this.sessions.forget(id)
    this.#group.members.remove(id)
  }

  /** Ends all deadlines. */
  close(): void {
    this.#joinTimer?.cancel()
    this.#stopSyncTimer()
    this.sessions.close()
  }

  #waitForFirst(delayMs: number, remainingMs: number): void {
    this.#setJoinTimer(delayMs, () => {
      if (!this.#hasNewcomer || remainingMs === 0) return this.#complete()
      this.#hasNewcomer = false
      const nextMs = Math.min(this.#context.config.groupInitialRebalanceDelayMs, remainingMs)
      this.#waitForFirst(nextMs, Math.max(remainingMs - delayMs, 0))
    })
  }

  #waitForAll(): void {
    this.#setJoinTimer(this.#group.members.rebalanceTimeoutMs, () => this.#complete())
  }

  #setJoinTimer(delayMs: number, run: () => void): void {
    this.#joinTimer?.cancel()
    this.#joinTimer = this.#context.clock.after(delayMs, run)
  }

  #complete(): void {
    const group = this.#group
    const { members } = group
    this.#joinTimer?.cancel()
    // The place of a static member is kept: whether it is still there its session will tell.
    for (const member of [...members]) if (!member.joining.isWaiting && !member.isStatic) this.remove(member)
    if (members.size > 0 && !members.electJoined()) return this.#waitForAll()
    group.beginGeneration(this.#context.clock.nowMs())
    if (group.state === 'Empty') this.#writeEmpty()
    else this.#tellGeneration()
  }

  #writeEmpty(): void {
    const { journal, logger } = this.#context
    const { id: groupId, generation } = this.#group
    const written = journal.write(groupId, [groupRecord(this.#group, { members: [], leader: null })])
    // Harmless: after a restart the last generation comes back, and its members' sessions end.
    if (typeof written === 'string') logger.warn({ groupId, error: written }, 'that the group is empty was not stored')
    logger.info({ groupId, generation }, 'the group is empty')
  }

  #tellGeneration(): void {
    const { members, id: groupId, generation } = this.#group
    for (const member of members) {
      members.answerJoin(member, joinAnswer(this.#group, member))
      this.sessions.extend(member)
      member.isNew = false
      members.awaitedSyncs.add(member.id)
    }
    this.#syncTimer = this.#context.clock.after(members.rebalanceTimeoutMs, () => this.#endSyncs())
    this.#context.logger.info({ groupId, generation, members: members.size }, 'the group has a new generation')
  }

  /** Some have never asked for their share: they are out, and the others begin anew. */
  #endSyncs(): void {
    this.#syncTimer = null
    const { members } = this.#group
    const missing = [...members.awaitedSyncs]
    for (const id of missing) this.removeById(id)
    if (missing.length > 0) this.begin(`${missing.length} members did not ask for their share in time`)
  }

  #stopSyncTimer(): void {
    this.#syncTimer?.cancel()
    this.#syncTimer = null
  }

  /** A session has ended. */
  #silent(memberId: string): void {
    const { members, id: groupId } = this.#group
    const member = members.get(memberId)
    if (member === undefined) {
      this.removeById(memberId)
      if (this.#group.state === 'PreparingRebalance' && members.haveAllJoined) this.#complete()
    } else if (!member.isHeldBack) {
      this.#context.logger.info({ groupId, memberId }, 'a member was silent for its session timeout')
      this.remove(member)
      if (this.#group.state !== 'PreparingRebalance') this.begin(`${memberId} was silent for its session timeout`)
      else if (members.haveAllJoined) this.#complete()
    }
  }
}

/** What a member is told of the present generation. */
export function joinAnswer(group: Group, { id: memberId }: Member): JoinAnswer {
  const { generation, protocolType, protocolName, members } = group
  const leader = members.leaderId ?? ''
  return {
    error: 'NONE',
    memberId,
    generation,
    protocolType,
    protocolName,
    leader,
    skipAssignment: false,
    members: leader === memberId ? group.joinedMembers() : [],
  }
}
