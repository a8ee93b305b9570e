/**
 * When a committed offset is given up: so long after its group became empty, after it was committed where the
 * group never had members, or after it was committed while the members read other topics. Where the client
 * said how long to keep it, that counts instead. What an open transaction is about to commit keeps its place.
 */
import type { CommittedOffset } from './committed-offset.ts'
import type { Group } from './group.ts'

export interface ExpiryTime {
  readonly nowMs: number
  readonly retentionMs: number
}

/** Whether the offset of a topic may go; of pending transactions the caller knows. */
export function isExpired(
  group: Group,
  offset: CommittedOffset & { readonly topic: string },
  time: ExpiryTime,
): boolean {
  const { nowMs, retentionMs } = time
  const baseMs = countedFromMs(group, offset)
  if (baseMs === null || group.reads(offset.topic)) return false
  if (offset.expiresMs !== null) return nowMs >= offset.expiresMs
  return nowMs - baseMs >= retentionMs
}

/** From when on the offset ages; null while it does not. */
function countedFromMs(group: Group, { committedMs }: CommittedOffset): number | null {
  if (group.protocolType === null) return committedMs
  if (group.state === 'Empty') return group.sinceMs ?? committedMs
  return group.isOfConsumers && group.subscribed !== null && group.state === 'Stable' ? committedMs : null
}
