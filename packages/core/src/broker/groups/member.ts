/**
 * A member of a classic group: who it is, what it brought when it joined, and what it was given. Metadata and
 * assignment are bytes of the group's own protocol, which the broker hands on unread.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import { Waiter } from './waiter.ts'

/** An assignor that a member offers, and what it has to say to a leader that uses it. */
export interface Protocol {
  readonly name: string
  readonly metadata: Buffer
}

/** What a member brings along each time it joins. */
export interface JoinTerms {
  /** In the order of the member's preference. */
  readonly protocols: readonly Protocol[]
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
}

export interface MemberIdentity {
  readonly id: string
  /** Of a static member, whose place is kept while it restarts; otherwise null. */
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
}

/** A member as the leader is told of it. */
export interface JoinedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly metadata: Buffer
}

export interface JoinAnswer {
  readonly error: ErrorName
  readonly memberId: string
  readonly generation: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly leader: string
  readonly skipAssignment: boolean
  /** All members, for the leader; nobody, for the others. */
  readonly members: readonly JoinedMember[]
}

export interface SyncAnswer {
  readonly error: ErrorName
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignment: Buffer
}

export const NO_BYTES: Buffer = Buffer.alloc(0)

export class Member {
  readonly identity: MemberIdentity
  terms: JoinTerms
  assignment = NO_BYTES
  /** Whether it has not yet got the answer to its first JoinGroup, and so cannot send heartbeats. */
  isNew = false
  readonly joining = new Waiter<JoinAnswer>()
  readonly syncing = new Waiter<SyncAnswer>()

  constructor(identity: MemberIdentity, terms: JoinTerms) {
    this.identity = identity
    this.terms = terms
  }

  get id(): string {
    return this.identity.id
  }

  get isStatic(): boolean {
    return this.identity.instanceId !== null
  }

  /** Whether silence proves nothing: a member that waits for us cannot send heartbeats. */
  get isHeldBack(): boolean {
    return !this.isNew && (this.joining.isWaiting || this.syncing.isWaiting)
  }

  /** What it says to a leader that uses the protocol. */
  metadata(protocolName: string | null): Buffer {
    return this.terms.protocols.find(({ name }) => name === protocolName)?.metadata ?? NO_BYTES
  }

  /** Whether it joins with just what it joined with before. */
  brings(protocols: readonly Protocol[]): boolean {
    const known = this.terms.protocols
    if (known.length !== protocols.length) return false
    return protocols.every(({ name, metadata }, at) => known[at]?.name === name && known[at].metadata.equals(metadata))
  }

  /** The member that takes its place under another id, and gets what it had. */
  successor(id: string, terms: JoinTerms): Member {
    const next = new Member({ ...this.identity, id }, terms)
    next.assignment = this.assignment
    return next
  }
}

/** The answer to a JoinGroup that did not lead into the group. */
export function joinRefusal(error: ErrorName, memberId: string): JoinAnswer {
  const nothing = { generation: -1, protocolType: null, protocolName: null, leader: '' }
  return { error, memberId, ...nothing, skipAssignment: false, members: [] }
}

export function syncRefusal(error: ErrorName): SyncAnswer {
  return { error, protocolType: null, protocolName: null, assignment: NO_BYTES }
}
