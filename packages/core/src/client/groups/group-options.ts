/** What a member of a group can be told, with Java's defaults, and what of it cannot be. */
import { UsageError } from '../errors.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import type { AssignmentListener } from './assignment.ts'
import type { Assignor } from './assignor.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { RangeAssignor } from './assignors/range.ts'
import type { TopicSelection } from './subscription.ts'

interface AutoCommitOptions {
  /** Default: 5 s. */
  readonly intervalMs?: number
  /** How far the program has come in the partitions that are assigned. */
  readonly positions: () => Iterable<OffsetToCommit>
}

/** What can be told of the group itself, whatever kind of group it is. */
export interface MemberOptions {
  readonly groupId: string
  /** Makes the member a static one: whoever comes back under this name gets what it had, without a rebalance. */
  readonly groupInstanceId?: string | null
  /** After so long without a heartbeat the group goes on without the member. Default: 45 s. */
  readonly sessionTimeoutMs?: number
  /** Default: 3 s. */
  readonly heartbeatIntervalMs?: number
  /** A program that gives no sign of life for so long is taken for hung, and the member leaves. Default: 5 minutes. */
  readonly maxPollIntervalMs?: number
  /** How long the group waits for this member in a rebalance. Default: `maxPollIntervalMs`. */
  readonly rebalanceTimeoutMs?: number
  /** Default: consumer. */
  readonly protocolType?: string
}

export interface GroupOptions extends MemberOptions {
  /** The topics to read, by name, or all whose whole name fits a pattern. */
  readonly topics: TopicSelection
  readonly listener: AssignmentListener
  /** Those that this member can work with, the preferred first. Default: range and cooperative-sticky, as Java. */
  readonly assignors?: readonly Assignor[]
  /** Where this member stands, for assignors and replicas that care. */
  readonly rack?: string | null
  /** Commits by itself on an interval, before partitions are revoked and when it is closed. Default: it does not. */
  readonly autoCommit?: AutoCommitOptions
  /** How long a commit or a fetch of offsets is tried. Default: 60 s. */
  readonly offsetTimeoutMs?: number
}

export type MemberSettings = Required<MemberOptions>

const DEFAULTS = {
  groupInstanceId: null,
  sessionTimeoutMs: 45_000,
  heartbeatIntervalMs: 3_000,
  maxPollIntervalMs: 300_000,
  protocolType: 'consumer',
}

export const OFFSET_TIMEOUT_MS = 60_000
export const AUTO_COMMIT_INTERVAL_MS = 5_000

export function defaultAssignors(): Assignor[] {
  return [new RangeAssignor(), new CooperativeStickyAssignor()]
}

export function memberSettings(options: MemberOptions): MemberSettings {
  const { groupId, protocolType = DEFAULTS.protocolType, groupInstanceId = null } = options
  const { sessionTimeoutMs = DEFAULTS.sessionTimeoutMs, maxPollIntervalMs = DEFAULTS.maxPollIntervalMs } = options
  const { heartbeatIntervalMs = DEFAULTS.heartbeatIntervalMs, rebalanceTimeoutMs = maxPollIntervalMs } = options
  if (groupId === '') throw new UsageError('expected the id of a group, found an empty one')
  if (groupInstanceId === '') throw new UsageError(`group ${groupId}: expected an instance id, found an empty one`)
  if (heartbeatIntervalMs >= sessionTimeoutMs) {
    const expected = `expected heartbeatIntervalMs to be less than sessionTimeoutMs, ${sessionTimeoutMs}`
    throw new UsageError(`group ${groupId}: ${expected}, found ${heartbeatIntervalMs}`)
  }
  const timeouts = { sessionTimeoutMs, heartbeatIntervalMs, maxPollIntervalMs, rebalanceTimeoutMs }
  return { groupId, groupInstanceId, protocolType, ...timeouts }
}
