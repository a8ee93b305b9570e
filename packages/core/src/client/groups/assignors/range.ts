/**
 * Range: of each topic every subscriber gets a run of partitions that lie side by side, the first ones one more where
 * it does not divide. So partitions of the same number of topics with equally many partitions meet at one member.
 */
import type { ClusterView } from '../../cluster/cluster-view.ts'
import type { TopicPartition } from '../assignment.ts'
import { type Assignor, compareMembers, type MemberAssignment, type MemberSubscription } from '../assignor.ts'
import { partitionCounts, partitionsOf } from './partition-counts.ts'

export class RangeAssignor implements Assignor {
  readonly name = 'range'
  readonly rebalancing = 'eager'

  assign(members: readonly MemberSubscription[], cluster: ClusterView): ReadonlyMap<string, MemberAssignment> {
    const sorted = members.toSorted(compareMembers)
    const shares = new Map(members.map(({ memberId }) => [memberId, [] as TopicPartition[]]))
    for (const [topic, count] of partitionCounts(members, cluster)) {
      const subscribers = sorted.filter((member) => member.topics.includes(topic))
      const partitions = partitionsOf(topic, count)
      const each = Math.floor(count / subscribers.length)
      const withOneMore = count % subscribers.length
      let start = 0
      for (const [at, { memberId }] of subscribers.entries()) {
        const end = start + each + (at < withOneMore ? 1 : 0)
        shares.get(memberId)?.push(...partitions.slice(start, end))
        start = end
      }
    }
    return new Map(Array.from(shares, ([memberId, partitions]) => [memberId, { partitions }]))
  }
}
