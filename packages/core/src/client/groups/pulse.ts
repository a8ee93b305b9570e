/**
 * A member's heartbeats, as who it is at the moment, and what the coordinator says to them. They go by the lane on which
 * the member joins, where nothing else can hold them up.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ClientSettings } from '../client-options.ts'
import type { GroupMetadata } from './assignment.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
import type { MemberSettings } from './group-options.ts'
import { Heartbeats } from './heartbeats.ts'
import { heartbeat } from './member-requests.ts'

export interface PulseParts {
  readonly settings: MemberSettings
  readonly client: ClientSettings
  readonly coordinator: GroupCoordinator
  readonly identity: () => GroupMetadata
  /** Hears that the member is not, or no longer, what it was when it asked. */
  readonly onStale: (error: ErrorName, asked: GroupMetadata) => void
}

export function pulseOf({ settings, client, coordinator, identity, onStale }: PulseParts): Heartbeats {
  const { clock, requestTimeoutMs, retryBackoffMs: retryPauseMs } = client
  const { heartbeatIntervalMs: intervalMs, sessionTimeoutMs } = settings
  const timeoutMs = Math.min(requestTimeoutMs, sessionTimeoutMs)
  const send = async () => {
    const asked = identity()
    const said = await heartbeat(coordinator, asked, timeoutMs)
    if (said !== 'NONE' && said !== null) onStale(said, asked)
    return said === 'NONE' || said === 'REBALANCE_IN_PROGRESS'
  }
  return new Heartbeats({ clock, intervalMs, retryPauseMs, send })
}
