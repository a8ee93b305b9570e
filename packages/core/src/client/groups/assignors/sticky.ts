/**
 * Sticky: as even as it can be, with as few moves as it takes. All give up everything for the rebalance (it is an
 * eager one), so each member tells the leader in its user data what it had before.
 */
import { stickyUserData } from '../../../protocol/embedded/sticky-user-data.ts'
import { decodeUnversioned, encodeUnversioned } from '../../../protocol/versioned.ts'
import type { ClusterView } from '../../cluster/cluster-view.ts'
import type { GroupMetadata, TopicPartition } from '../assignment.ts'
import type { Assignor, MemberAssignment, MemberSubscription } from '../assignor.ts'
import { byTopic, flattened } from '../consumer-protocol.ts'
import { balance, type Claim } from './balance.ts'
import { partitionCounts } from './partition-counts.ts'

const NO_CLAIM: Claim = { partitions: [], generation: -1 }

export class StickyAssignor implements Assignor {
  readonly name = 'sticky'
  readonly rebalancing = 'eager'
  #had: readonly TopicPartition[] | null = null
  #generation = -1

  userData(): Buffer | null {
    if (this.#had === null) return null
    const previousAssignment = byTopic(this.#had)
    return encodeUnversioned(stickyUserData, 1, { previousAssignment, generation: this.#generation })
  }

  assign(members: readonly MemberSubscription[], cluster: ClusterView): ReadonlyMap<string, MemberAssignment> {
    const claims = new Map(members.map(({ memberId, userData }) => [memberId, claimIn(userData)]))
    const shares = balance(members, claims, partitionCounts(members, cluster))
    return new Map(Array.from(shares, ([memberId, partitions]) => [memberId, { partitions }]))
  }

  onAssignment({ partitions }: MemberAssignment, { generationId }: GroupMetadata): void {
    this.#had = partitions
    this.#generation = generationId
  }
}

/** Members of old clients do not say the generation; what cannot be read is no claim. */
function claimIn(userData: Buffer | null): Claim {
  if (userData === null || userData.length === 0) return NO_CLAIM
  for (const version of [1, 0]) {
    try {
      const { previousAssignment, generation } = decodeUnversioned(stickyUserData, version, userData)
      return { partitions: flattened(previousAssignment), generation }
    } catch {
      // It may be of the other version.
    }
  }
  return NO_CLAIM
}
