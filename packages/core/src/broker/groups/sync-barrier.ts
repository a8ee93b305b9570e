/**
 * Where the members of a new generation wait for their shares. The leader's SyncGroup opens it for all; when
 * the group begins another rebalance first, it is called off.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { Group } from './group.ts'
import { NO_BYTES, syncRefusal } from './member.ts'
import type { Sessions } from './sessions.ts'

/** Gives every member its share, and answers those who wait for it. */
export function handOut(group: Group, assignments: ReadonlyMap<string, Buffer>, sessions: Sessions): void {
  const { protocolType, protocolName } = group
  for (const member of group.members) {
    member.assignment = assignments.get(member.id) ?? NO_BYTES
    const { assignment } = member
    if (member.syncing.answer({ error: 'NONE', protocolType, protocolName, assignment })) sessions.extend(member)
  }
}

/** Takes what was given back, and sends those who wait away with an error. */
export function callOff(group: Group, error: ErrorName, sessions: Sessions): void {
  for (const member of group.members) {
    member.assignment = NO_BYTES
    if (member.syncing.answer(syncRefusal(error))) sessions.extend(member)
  }
}
