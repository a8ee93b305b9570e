/** What JoinGroup asks of a group, and what comes of it. */
import type { JoinAnswer, JoinTerms } from './member.ts'

export interface JoinRequest {
  readonly groupId: string
  /** Empty: a newcomer's. */
  readonly memberId: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly protocolType: string
  readonly terms: JoinTerms
  readonly reason: string | null
  /** Whether the client comes back with the id that it is given. */
  readonly comesBack: boolean
  /** Whether the client understands that it leads and has nothing to assign. */
  readonly maySkipAssignment: boolean
}

export type JoinOutcome = JoinAnswer | Promise<JoinAnswer>
