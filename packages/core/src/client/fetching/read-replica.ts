/**
 * Which broker a partition is read from: its leader, or the replica that the leader named as nearer to the reader's
 * rack. That is asked for as long as a view of the cluster may be trusted, and until it fails in any way: the leader
 * is always right, and names it again if it still is nearer.
 */
import type { ClusterView } from '../cluster/cluster-view.ts'
import type { FetchPartition } from './fetch-partition.ts'

/** The broker to ask; -1 where none is known. */
export function sourceOf(partition: FetchPartition, view: ClusterView, nowMs: number): number {
  const { topic, partition: index, replica } = partition
  const known = view.partition(topic, index)
  if (replica !== null) {
    const isThere = view.brokers.has(replica.nodeId) && known?.replicas.includes(replica.nodeId) === true
    if (isThere && nowMs < replica.untilMs) return replica.nodeId
    partition.replica = null
  }
  const leaderId = known?.leaderId ?? -1
  return view.brokers.has(leaderId) ? leaderId : -1
}

/** The broker failed; says whether it was asked in the leader's place. */
export function leaveReplica(partition: FetchPartition, nodeId: number): boolean {
  if (partition.replica?.nodeId !== nodeId) return false
  partition.replica = null
  return true
}
