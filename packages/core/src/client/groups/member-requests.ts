/** What a member says between rebalances: that it lives, and that it goes. */
import { apis } from '../../protocol/apis.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { BrokerError } from '../errors.ts'
import type { GroupMetadata } from './assignment.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
import { MENDED_BY_JOINING } from './member-errors.ts'

/** The first version that names who leaves in a list, with a word on why. */
const FIRST_WITH_MEMBERS = 3

/** Gives what the coordinator says to it, or null where that says nothing of the member, or nobody said anything. */
export async function heartbeat(
  coordinator: GroupCoordinator,
  identity: GroupMetadata,
  timeoutMs: number,
): Promise<ErrorName | null> {
  try {
    const { errorCode } = await coordinator.ask({ api: apis.heartbeat, body: identity, timeoutMs })
    coordinator.check(errorCode, apis.heartbeat)
    return 'NONE'
  } catch (problem) {
    if (!(problem instanceof BrokerError)) return null
    const { name } = problem.error
    return MENDED_BY_JOINING.has(name) || name === 'FENCED_INSTANCE_ID' ? name : null
  }
}

export async function leaveGroup(
  coordinator: GroupCoordinator,
  identity: GroupMetadata,
  reason: string,
): Promise<void> {
  const { groupId, memberId, groupInstanceId } = identity
  const body = (version: number) =>
    version >= FIRST_WITH_MEMBERS
      ? { groupId, members: [{ memberId, groupInstanceId, reason }] }
      : { groupId, memberId }
  const { errorCode, members } = await coordinator.ask({ api: apis.leaveGroup, body })
  coordinator.check(errorCode, apis.leaveGroup)
  for (const one of members) coordinator.check(one.errorCode, apis.leaveGroup)
}
