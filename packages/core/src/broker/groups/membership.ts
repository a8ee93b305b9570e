/**
 * Who belongs to a group: its members in the order of their coming, which of them are static, who leads, and
 * who was given an id and has yet to come back with it. The first to come leads; when the leader goes, the
 * next in order follows.
 */
import assert from 'node:assert/strict'
import type { JoinAnswer, JoinTerms, Member } from './member.ts'

export class Membership {
  readonly #members = new Map<string, Member>()
  readonly #idByInstance = new Map<string, string>()
  /** How many members offer each protocol. */
  readonly #support = new Map<string, number>()
  /** Ids that were handed out and not yet used. */
  readonly pending = new Set<string>()
  /** Members that know their generation and have not yet asked for their share of it. */
  readonly awaitedSyncs = new Set<string>()
  readonly #joining = new Set<Member>()
  #leaderId: string | null = null

  get size(): number {
    return this.#members.size
  }

  get leaderId(): string | null {
    return this.#leaderId
  }

  /** How many wait for the answer to a JoinGroup. */
  get joiningCount(): number {
    return this.#joining.size
  }

  get haveAllJoined(): boolean {
    return this.pending.size === 0 && this.#joining.size === this.size
  }

  /** The longest time that a member wants to be waited for. */
  get rebalanceTimeoutMs(): number {
    let longestMs = 0
    for (const { terms } of this.#members.values()) longestMs = Math.max(longestMs, terms.rebalanceTimeoutMs)
    return longestMs
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#members.values()
  }

  has(id: string): boolean {
    return this.#members.has(id)
  }

  get(id: string): Member | undefined {
    return this.#members.get(id)
  }

  /** The id of the static member that has this instance id now. */
  idOfInstance(instanceId: string): string | undefined {
    return this.#idByInstance.get(instanceId)
  }

  /** Whether all members offer one of these protocols. */
  share(protocolNames: Iterable<string>): boolean {
    for (const name of protocolNames) if ((this.#support.get(name) ?? 0) === this.size) return true
    return false
  }

  add(member: Member): void {
    assert.ok(!this.#members.has(member.id), `${member.id} is a member already`)
    this.#members.set(member.id, member)
    this.#count(member, 1)
    const { instanceId } = member.identity
    if (instanceId !== null) this.#idByInstance.set(instanceId, member.id)
    this.#leaderId ??= member.id
    this.pending.delete(member.id)
  }

  remove(id: string): void {
    this.pending.delete(id)
    this.awaitedSyncs.delete(id)
    const member = this.#members.get(id)
    if (member === undefined) return
    assert.ok(!this.#joining.has(member), `${id} waits for an answer and cannot go without one`)
    this.#members.delete(id)
    this.#count(member, -1)
    if (member.identity.instanceId !== null) this.#idByInstance.delete(member.identity.instanceId)
    if (this.#leaderId !== id) return
    const [first] = this.#members.keys()
    this.#leaderId = first ?? null
  }

  update(member: Member, terms: JoinTerms): void {
    this.#count(member, -1)
    member.terms = terms
    this.#count(member, 1)
  }

  /** Holds the answer to a member's JoinGroup back. */
  awaitJoin(member: Member): Promise<JoinAnswer> {
    this.#joining.add(member)
    return member.joining.wait()
  }

  /** Gives a member the answer that was held back, if there is one. */
  answerJoin(member: Member, answer: JoinAnswer): void {
    this.#joining.delete(member)
    member.joining.answer(answer)
  }

  /** Puts the successor of a static member into its place. */
  replace(old: Member, next: Member): void {
    const wasLeader = this.#leaderId === old.id
    const isAwaited = this.awaitedSyncs.has(old.id)
    this.remove(old.id)
    this.add(next)
    if (wasLeader) this.#leaderId = next.id
    if (isAwaited) this.awaitedSyncs.add(next.id)
  }

  /** Sets the leader that was stored, if it is there. */
  restoreLeader(id: string | null): void {
    if (id !== null && this.#members.has(id)) this.#leaderId = id
  }

  /** Sees to it that the leader is one who has joined; false where nobody has. */
  electJoined(): boolean {
    const leader = this.#leaderId === null ? undefined : this.#members.get(this.#leaderId)
    if (leader?.joining.isWaiting === true) return true
    for (const member of this.#members.values()) {
      if (!member.joining.isWaiting) continue
      this.#leaderId = member.id
      return true
    }
    return false
  }

  #count({ terms }: Member, by: 1 | -1): void {
    for (const { name } of terms.protocols) this.#support.set(name, (this.#support.get(name) ?? 0) + by)
  }
}
