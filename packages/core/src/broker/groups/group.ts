/**
 * A classic group: its state, its generation, what its members have settled on, and the checks that every
 * request of a member has to pass. It changes only from one state to the next one that may follow, and has a
 * protocol exactly while it has a generation of members.
 */
import assert from 'node:assert/strict'
import type { ErrorName } from '../../protocol/errors.ts'
import { type GroupState, mayFollow } from './group-state.ts'
import type { JoinedMember, Member } from './member.ts'
import { Membership } from './membership.ts'
import { CONSUMER, chooseProtocol, subscribedTopics } from './protocols.ts'

/** What is known of a group when it is taken up again. */
export interface GroupFacts {
  readonly generation: number
  /** Null in a group that never had members: it only has offsets. */
  readonly protocolType: string | null
  readonly protocolName: string | null
  /** Since when it is in its state; null where the record that it came from is too old to say so. */
  readonly sinceMs: number | null
}

/** Who a member says it is. */
export interface MemberClaim {
  readonly memberId: string
  readonly instanceId: string | null
}

export class Group {
  readonly id: string
  readonly members = new Membership()
  #state: GroupState = 'Empty'
  #previousState: GroupState = 'Dead'
  #generation: number
  #protocolType: string | null
  #protocolName: string | null
  #sinceMs: number | null
  #subscribed: ReadonlySet<string> | null = null

  constructor(id: string, facts: GroupFacts) {
    this.id = id
    this.#generation = facts.generation
    this.#protocolType = facts.protocolType
    this.#protocolName = facts.protocolName
    this.#sinceMs = facts.sinceMs
  }

  /** A group as its record says that it was. */
  static restore(id: string, facts: GroupFacts, stored: { members: readonly Member[]; leader: string | null }): Group {
    const group = new Group(id, facts)
    for (const member of stored.members) group.members.add(member)
    group.members.restoreLeader(stored.leader)
    if (stored.members.length > 0) group.#state = 'Stable'
    group.#subscribed = group.#readSubscriptions()
    return group
  }

  get state(): GroupState {
    return this.#state
  }

  /** Whether its first members since it was empty are gathering, who get more time for it. */
  get isGatheringFirst(): boolean {
    return this.#state === 'PreparingRebalance' && this.#previousState === 'Empty'
  }

  get generation(): number {
    return this.#generation
  }

  get protocolType(): string | null {
    return this.#protocolType
  }

  get protocolName(): string | null {
    return this.#protocolName
  }

  get sinceMs(): number | null {
    return this.#sinceMs
  }

  /** The topics that the members read; null where that is not known. */
  get subscribed(): ReadonlySet<string> | null {
    return this.#subscribed
  }

  /** Whether the members are consumers, of which the broker understands what they read. */
  get isOfConsumers(): boolean {
    return this.#protocolType === CONSUMER
  }

  /** Whether a member reads the topic, as far as can be known. */
  reads(topic: string): boolean {
    return this.#subscribed?.has(topic) ?? this.isOfConsumers
  }

  moveTo(state: GroupState, nowMs: number): void {
    assert.ok(mayFollow(state, this.#state), `group ${this.id}: ${state} cannot follow ${this.#state}`)
    this.#previousState = this.#state
    this.#state = state
    this.#sinceMs = nowMs
  }

  /** Whether somebody with these protocols could be a member. */
  accepts(protocolType: string, names: readonly string[]): boolean {
    if (this.#state === 'Empty') return protocolType !== '' && names.length > 0
    return this.#protocolType === protocolType && this.members.share(names)
  }

  add(member: Member, protocolType: string): void {
    if (this.members.size === 0) this.#protocolType = protocolType
    assert.equal(this.#protocolType, protocolType)
    this.members.add(member)
  }

  /** Goes on to the next generation: of those who are members now, or empty. */
  beginGeneration(nowMs: number): void {
    this.#generation = this.#generation === MAX_GENERATION ? 0 : this.#generation + 1
    this.members.awaitedSyncs.clear()
    const members = [...this.members]
    const chosen = members.length === 0 ? null : chooseProtocol(members)
    assert.ok(chosen !== undefined, `group ${this.id}: its members have no protocol in common`)
    this.#protocolName = chosen
    this.#subscribed = this.#readSubscriptions()
    this.moveTo(members.length === 0 ? 'Empty' : 'CompletingRebalance', nowMs)
  }

  /** All members, as the leader is told of them. */
  joinedMembers(): JoinedMember[] {
    return Array.from(this.members, (member) => ({
      memberId: member.id,
      groupInstanceId: member.identity.instanceId,
      metadata: member.metadata(this.#protocolName),
    }))
  }

  /** The member, or why there is none of that claim. */
  claimed({ memberId, instanceId }: MemberClaim): Member | ErrorName {
    if (instanceId !== null) {
      const holder = this.members.idOfInstance(instanceId)
      if (holder === undefined) return 'UNKNOWN_MEMBER_ID'
      if (holder !== memberId) return 'FENCED_INSTANCE_ID'
    }
    return this.members.get(memberId) ?? 'UNKNOWN_MEMBER_ID'
  }

  /** The member of the present generation, or why there is none of that claim. */
  claimedNow(claim: MemberClaim & { readonly generation: number }): Member | ErrorName {
    const member = this.claimed(claim)
    if (typeof member !== 'string' && claim.generation !== this.#generation) return 'ILLEGAL_GENERATION'
    return member
  }

  #readSubscriptions(): ReadonlySet<string> | null {
    if (!this.isOfConsumers) return null
    if (this.members.size === 0) return new Set()
    return this.#protocolName === null ? null : subscribedTopics(this.members, this.#protocolName)
  }
}

/** The protocol counts generations in 32 bits. */
const MAX_GENERATION = 0x7fffffff
