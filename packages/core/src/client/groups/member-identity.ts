/** Who the member is to the coordinator: its id, which it keeps over rebalances, and the generation it is part of. */
import type { GroupMetadata } from './assignment.ts'

const NO_GENERATION = -1

export class MemberIdentity {
  #now: GroupMetadata

  constructor(groupId: string, groupInstanceId: string | null) {
    this.#now = { groupId, generationId: NO_GENERATION, memberId: '', groupInstanceId }
  }

  get now(): GroupMetadata {
    return this.#now
  }

  /** Whether it is part of a generation. */
  get isMember(): boolean {
    return this.#now.generationId !== NO_GENERATION
  }

  /** Whether it is still what it was when it asked for something. */
  is({ generationId, memberId }: GroupMetadata): boolean {
    return this.#now.generationId === generationId && this.#now.memberId === memberId
  }

  /** An id to join with; the member is none yet. */
  given(memberId: string): void {
    this.#now = { ...this.#now, memberId }
  }

  joined(identity: GroupMetadata): void {
    this.#now = identity
  }

  /** The group has gone on, and still knows the member. */
  loseGeneration(): void {
    this.#now = { ...this.#now, generationId: NO_GENERATION }
  }

  loseAll(): void {
    this.#now = { ...this.#now, generationId: NO_GENERATION, memberId: '' }
  }
}
