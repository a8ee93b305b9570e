/**
 * How a member goes: it tells the coordinator, by another lane than the one on which a request to join may still
 * wait for others, and is none from then on, whether it was heard or not.
 */
import type { GroupCoordinator } from './group-coordinator.ts'
import type { MemberIdentity } from './member-identity.ts'
import { leaveGroup } from './member-requests.ts'

export interface DepartureParts {
  readonly coordinator: GroupCoordinator
  readonly identity: MemberIdentity
  /** The coordinator was not told: it finds out by itself when the session times out. */
  readonly unheard: (problem: unknown) => void
}

export class Departure {
  readonly #parts: DepartureParts

  constructor(parts: DepartureParts) {
    this.#parts = parts
  }

  async leave(reason: string): Promise<void> {
    const { coordinator, identity } = this.#parts
    const { now } = identity
    if (now.memberId === '') return
    identity.loseAll()
    await leaveGroup(coordinator, now, reason)
  }

  /** The same; never rejects. */
  async leaveIfHeard(reason: string): Promise<void> {
    await this.leave(reason).catch(this.#parts.unheard)
  }
}
