/** The partitions of the topics that a group's members subscribe to, as the leader sees them. */
import type { ClusterView } from '../../cluster/cluster-view.ts'
import type { TopicPartition } from '../assignment.ts'
import { compareNames, type MemberSubscription } from '../assignor.ts'

/** All topics that somebody subscribes to and that have partitions, by name, with how many. */
export function partitionCounts(members: readonly MemberSubscription[], cluster: ClusterView): Map<string, number> {
  const topics = [...new Set(members.flatMap((member) => member.topics))].sort(compareNames)
  const counts = new Map<string, number>()
  for (const topic of topics) {
    const count = cluster.topics.get(topic)?.partitions.length ?? 0
    if (count > 0) counts.set(topic, count)
  }
  return counts
}

export function partitionsOf(topic: string, count: number): TopicPartition[] {
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }))
}
