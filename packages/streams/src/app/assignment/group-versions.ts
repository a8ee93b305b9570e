/**
 * In which version the leader answers: the oldest that any member has spoken, since that is all that it may be able to
 * read. Members that are too new speak again in an older one when they hear how old the oldest is; that works since
 * version 3, so a group of a newer member and one from before it cannot be assigned.
 */
import { AssignmentError } from './assignment-error.ts'
import type { GroupMember } from './members.ts'
import { earliestProbeableVersion, latestVersion } from './protocol/protocol-versions.ts'

export interface GroupVersions {
  /** In which the leader answers. */
  readonly used: number
  /** The latest that all members know: in which they speak next. */
  readonly commonlySupported: number
  /** Whether some member is too new, and will speak again in an older version. */
  readonly isProbing: boolean
}

/** @throws AssignmentError for members of which one cannot know what the other says */
export function groupVersions(members: readonly GroupMember[]): GroupVersions {
  const used = Math.min(latestVersion, ...members.map(({ info }) => info.version))
  const commonlySupported = Math.min(latestVersion, ...members.map(({ info }) => info.latestSupportedVersion))
  const newest = Math.max(...members.map(({ info }) => info.version))
  const isProbing = newest > latestVersion
  if (isProbing && used < earliestProbeableVersion) {
    throw new AssignmentError(
      'INCOMPATIBLE_VERSIONS',
      `members of the group speak versions ${used} and ${newest} of the assignment protocol: expected ` +
        `${earliestProbeableVersion} or later of all as soon as one is later than ${latestVersion}`,
    )
  }
  return { used, commonlySupported, isProbing }
}
