/**
 * The two requests of a rebalance. JoinGroup waits until all members have joined and gives the generation; who leads
 * it hears who they are. SyncGroup hands in what the leader decided and gives each its share.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { ClientSettings } from '../client-options.ts'
import { ClosedError } from '../errors.ts'
import type { GroupMetadata } from './assignment.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
import type { MemberSettings } from './group-options.ts'

/** What a member says of itself under the name of an assignor. */
export interface OfferedProtocol {
  readonly name: string
  readonly metadata: Buffer
}

interface JoinedMember {
  readonly memberId: string
  readonly instanceId: string | null
  readonly metadata: Buffer
}

export interface Generation {
  readonly identity: GroupMetadata
  /** The assignor that all members have. */
  readonly protocol: string
  readonly isLeader: boolean
  /** Of a leader that came back under its instance id: its earlier decision still holds. */
  readonly skipAssignment: boolean
  /** All members, told to the leader only. */
  readonly members: readonly JoinedMember[]
}

/** Java's allowance for the coordinator to answer after the rebalance timeout. */
const ANSWER_ALLOWANCE_MS = 5_000

export class Joining {
  readonly #settings: MemberSettings
  readonly #coordinator: GroupCoordinator
  readonly #answerTimeoutMs: number

  constructor(coordinator: GroupCoordinator, settings: MemberSettings, { requestTimeoutMs }: ClientSettings) {
    this.#settings = settings
    this.#coordinator = coordinator
    this.#answerTimeoutMs = Math.max(requestTimeoutMs, settings.rebalanceTimeoutMs + ANSWER_ALLOWANCE_MS)
  }

  /** Joins, and comes back with the id that a newcomer is given first. */
  async join(request: {
    readonly memberId: string
    readonly protocols: readonly OfferedProtocol[]
    readonly reason: string
    /** Hears of an id that was given before the member is one; false where nobody waits to be one any longer. */
    readonly onMemberId: (memberId: string) => boolean
  }): Promise<Generation> {
    let answer = await this.#ask(request.memberId, request)
    if (answer.errorCode === errors.MEMBER_ID_REQUIRED.code) {
      if (!request.onMemberId(answer.memberId)) throw new ClosedError('the member gave up waiting')
      answer = await this.#ask(answer.memberId, request)
    }
    this.#coordinator.check(answer.errorCode, apis.joinGroup)
    const { memberId, generationId, leader, skipAssignment, protocolName } = answer
    const { groupId, groupInstanceId } = this.#settings
    return {
      identity: { groupId, generationId, memberId, groupInstanceId },
      protocol: protocolName ?? '',
      isLeader: leader === memberId,
      skipAssignment,
      members: answer.members.map((one) => {
        return { memberId: one.memberId, instanceId: one.groupInstanceId, metadata: one.metadata }
      }),
    }
  }

  /** Gives this member's share. */
  async sync(
    { identity, protocol }: Generation,
    shares: ReadonlyMap<string, Buffer>,
    protocolType = this.#settings.protocolType,
  ): Promise<Buffer> {
    const assignments = Array.from(shares, ([id, assignment]) => ({ memberId: id, assignment }))
    const answer = await this.#coordinator.ask({
      api: apis.syncGroup,
      body: { ...identity, protocolType, protocolName: protocol, assignments },
      timeoutMs: this.#answerTimeoutMs,
    })
    this.#coordinator.check(answer.errorCode, apis.syncGroup)
    return answer.assignment
  }

  async #ask(memberId: string, { protocols, reason }: { protocols: readonly OfferedProtocol[]; reason: string }) {
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, groupInstanceId, protocolType } = this.#settings
    const body = { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType }
    return await this.#coordinator.ask({
      api: apis.joinGroup,
      body: { ...body, protocols, reason },
      timeoutMs: this.#answerTimeoutMs,
    })
  }
}
