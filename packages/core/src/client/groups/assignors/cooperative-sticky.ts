/**
 * Cooperative sticky: as sticky, but members keep what they have while the group rebalances. What is to move is
 * given to nobody for one round: its owner sees that it is gone, gives it up and joins again, and then it is free.
 */
import { cooperativeStickyUserData } from '../../../protocol/embedded/sticky-user-data.ts'
import { decodeUnversioned, encodeUnversioned } from '../../../protocol/versioned.ts'
import type { ClusterView } from '../../cluster/cluster-view.ts'
import { type GroupMetadata, partitionName } from '../assignment.ts'
import type { Assignor, MemberAssignment, MemberSubscription } from '../assignor.ts'
import { balance, type Claim } from './balance.ts'
import { partitionCounts } from './partition-counts.ts'

export class CooperativeStickyAssignor implements Assignor {
  readonly name = 'cooperative-sticky'
  readonly rebalancing = 'cooperative'
  #generation = -1

  userData(): Buffer {
    return encodeUnversioned(cooperativeStickyUserData, 0, { generation: this.#generation })
  }

  assign(members: readonly MemberSubscription[], cluster: ClusterView): ReadonlyMap<string, MemberAssignment> {
    const claims = new Map(members.map((member) => [member.memberId, claimOf(member)]))
    const shares = balance(members, claims, partitionCounts(members, cluster))
    const claimants = claimantsOf(members)
    return new Map(
      Array.from(shares, ([memberId, partitions]) => {
        const mayHave = partitions.filter((one) => {
          const others = claimants.get(partitionName(one))
          return others === undefined || others.has(memberId)
        })
        return [memberId, { partitions: mayHave }]
      }),
    )
  }

  onAssignment(_assignment: MemberAssignment, { generationId }: GroupMetadata): void {
    this.#generation = generationId
  }
}

/** Who holds a partition as they say, whatever their generation: nobody else gets it before they gave it up. */
function claimantsOf(members: readonly MemberSubscription[]): Map<string, Set<string>> {
  const claimants = new Map<string, Set<string>>()
  for (const { memberId, owned } of members) {
    for (const one of owned) {
      const name = partitionName(one)
      claimants.set(name, (claimants.get(name) ?? new Set()).add(memberId))
    }
  }
  return claimants
}

function claimOf({ owned: partitions, generation, userData }: MemberSubscription): Claim {
  if (generation >= 0 || userData === null) return { partitions, generation }
  try {
    return { partitions, generation: decodeUnversioned(cooperativeStickyUserData, 0, userData).generation }
  } catch {
    return { partitions, generation }
  }
}
