/** Round robin: all partitions of all topics are dealt out one by one, past members that do not want the topic. */
import type { ClusterView } from '../../cluster/cluster-view.ts'
import type { TopicPartition } from '../assignment.ts'
import { type Assignor, compareMembers, type MemberAssignment, type MemberSubscription } from '../assignor.ts'
import { partitionCounts, partitionsOf } from './partition-counts.ts'

export class RoundRobinAssignor implements Assignor {
  readonly name = 'roundrobin'
  readonly rebalancing = 'eager'

  assign(members: readonly MemberSubscription[], cluster: ClusterView): ReadonlyMap<string, MemberAssignment> {
    const hands = members.toSorted(compareMembers).map(({ memberId, topics }) => {
      return { memberId, topics: new Set(topics), partitions: [] as TopicPartition[] }
    })
    let next = 0
    for (const [topic, count] of partitionCounts(members, cluster)) {
      for (const partition of partitionsOf(topic, count)) {
        // A topic is in the list because somebody wants it, so this comes to an end.
        while (!hands[next % hands.length]?.topics.has(topic)) next += 1
        hands[next % hands.length]?.partitions.push(partition)
        next += 1
      }
    }
    return new Map(hands.map(({ memberId, partitions }) => [memberId, { partitions }]))
  }
}
