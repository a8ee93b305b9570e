/**
 * One round of a rebalance, from the request to join to the member's share. Heartbeats pause while the coordinator
 * holds the answer to JoinGroup back, as it takes that waiting for a sign of life, and go on from then on: the leader
 * may take its time to decide.
 */
import { unlessAborted } from '../deadline.ts'
import type { Heartbeats } from './heartbeats.ts'
import type { Generation, Joining } from './joining.ts'
import type { MemberDuties } from './member-duties.ts'
import type { MemberIdentity } from './member-identity.ts'

/** What fits into the coordinator's log lines; Java cuts there as well. */
const REASON_LENGTH_MAX = 255

const NO_SHARES: ReadonlyMap<string, Buffer> = new Map()

export interface RoundParts {
  readonly joining: Joining
  readonly duties: MemberDuties
  readonly identity: MemberIdentity
  readonly heartbeats: Heartbeats
}

export interface RoundRequest {
  readonly reason: string
  /** When aborted, nothing is waited for any longer; whatever is answered then is not heard. */
  readonly signal: AbortSignal
  /** From now on a wish to join again is about the next round. */
  readonly sent: () => void
}

export class Round {
  readonly #parts: RoundParts

  constructor(parts: RoundParts) {
    this.#parts = parts
  }

  async go(request: RoundRequest): Promise<{ generation: Generation; share: Buffer }> {
    const generation = await this.#join(request)
    const share = await this.#sync(generation, request.signal)
    this.#parts.heartbeats.succeeded()
    return { generation, share }
  }

  async #join({ reason, signal, sent }: RoundRequest): Promise<Generation> {
    const { joining, duties, identity, heartbeats } = this.#parts
    const protocols = await unlessAborted(duties.offer(), signal)
    sent()
    heartbeats.stop()
    const { memberId } = identity.now
    const onMemberId = (given: string) => {
      if (!signal.aborted) identity.given(given)
      return !signal.aborted
    }
    const request = { memberId, protocols, reason: reason.slice(0, REASON_LENGTH_MAX), onMemberId }
    const generation = await unlessAborted(joining.join(request), signal)
    identity.joined(generation.identity)
    heartbeats.succeeded()
    heartbeats.start()
    return generation
  }

  async #sync(generation: Generation, signal: AbortSignal): Promise<Buffer> {
    const { joining, duties } = this.#parts
    const shares = generation.isLeader ? await unlessAborted(duties.assign(generation), signal) : NO_SHARES
    return await unlessAborted(joining.sync(generation, generation.skipAssignment ? NO_SHARES : shares), signal)
  }
}
