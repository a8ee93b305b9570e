/**
 * Who the member is to the coordinator: its id, which it keeps over rebalances, and the generation it is part of; and
 * what the coordinator's errors leave of that.
 */
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { type BrokerError, brokerError } from '../errors.ts'
import type { GroupMetadata } from './assignment.ts'

const NO_GENERATION = -1

export class MemberIdentity {
  #now: GroupMetadata
  #fenced: BrokerError | undefined
  #lastMember: GroupMetadata

  constructor(groupId: string, groupInstanceId: string | null) {
    this.#now = { groupId, generationId: NO_GENERATION, memberId: '', groupInstanceId }
    this.#lastMember = this.#now
  }

  get now(): GroupMetadata {
    return this.#now
  }

  /**
   * As part of the last generation that it joined, though it may be out of that. For a transaction's offsets: a
   * coordinator refuses what is said in the name of a generation that is over, and takes what is said in no name.
   */
  get lastMember(): GroupMetadata {
    return this.#lastMember
  }

  /** Whether it is part of a generation. */
  get isMember(): boolean {
    return this.#now.generationId !== NO_GENERATION
  }

  /** Whether it is still what it was when it asked for something. */
  is({ generationId, memberId }: GroupMetadata): boolean {
    return this.#now.generationId === generationId && this.#now.memberId === memberId
  }

  /** Another has its instance id now. To join again would fence that one, so that this is the end. */
  get fenced(): BrokerError | undefined {
    return this.#fenced
  }

  /** Takes in an error in the answer to a request; false where that was sent by what it was before. */
  heard(error: ErrorName, asked: GroupMetadata): boolean {
    if (!this.is(asked)) return false
    if (error === 'FENCED_INSTANCE_ID') this.#fence()
    if (error === 'UNKNOWN_MEMBER_ID') this.loseAll()
    if (error === 'ILLEGAL_GENERATION') this.#loseGeneration()
    return true
  }

  /** An id to join with; the member is none yet. */
  given(memberId: string): void {
    this.#now = { ...this.#now, memberId }
  }

  joined(identity: GroupMetadata): void {
    this.#now = identity
    this.#lastMember = identity
  }

  loseAll(): void {
    this.#now = { ...this.#now, generationId: NO_GENERATION, memberId: '' }
  }

  /** The group has gone on, and still knows the member. */
  #loseGeneration(): void {
    this.#now = { ...this.#now, generationId: NO_GENERATION }
  }

  #fence(): void {
    const { groupId, groupInstanceId } = this.#now
    this.loseAll()
    const place = { subject: `group ${groupId}, instance ${groupInstanceId}` }
    this.#fenced = brokerError(errors.FENCED_INSTANCE_ID.code, { place })
  }
}
