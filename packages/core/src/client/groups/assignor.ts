/**
 * Who gets which partitions: what every member says of itself goes to one of them, the leader, whose assignor
 * decides for all. An assignor may send bytes of its own both ways; Kafka Streams puts its tasks there.
 */
import type { ClusterView } from '../cluster/cluster-view.ts'
import type { GroupMetadata, TopicPartition } from './assignment.ts'

export interface MemberSubscription {
  readonly memberId: string
  readonly instanceId: string | null
  readonly topics: readonly string[]
  readonly userData: Buffer | null
  /** What the member has and keeps while the group rebalances; nothing where it gave up all of it. */
  readonly owned: readonly TopicPartition[]
  /** In which it got them; -1 where it did not say. */
  readonly generation: number
  readonly rack: string | null
}

export interface MemberAssignment {
  readonly partitions: readonly TopicPartition[]
  readonly userData?: Buffer | null
}

export interface Assignor {
  /** By which the members of a group find one that all of them have. */
  readonly name: string
  /**
   * Cooperative: members keep what they have while the group rebalances, so the assignor gives no partition to
   * anyone as long as somebody else owns it. Eager: all give up everything first.
   */
  readonly rebalancing: 'eager' | 'cooperative'
  /** What the assignor of the leader is to know of this member. Default: nothing. */
  userData?(topics: readonly string[]): Buffer | null
  /** As the leader: what each member gets, by member id; who is left out gets nothing. */
  assign(
    members: readonly MemberSubscription[],
    cluster: ClusterView,
  ): ReadonlyMap<string, MemberAssignment> | Promise<ReadonlyMap<string, MemberAssignment>>
  /** What this member got, before the hooks hear of it. */
  onAssignment?(assignment: MemberAssignment, group: GroupMetadata): void | Promise<void>
}

/** The order of members that Java's assignors go by: the static ones first, each kind by its ids. */
export function compareMembers(one: MemberSubscription, other: MemberSubscription): number {
  if (one.instanceId !== null && other.instanceId !== null) return compareNames(one.instanceId, other.instanceId)
  if (one.instanceId !== null) return -1
  if (other.instanceId !== null) return 1
  return compareNames(one.memberId, other.memberId)
}

export function comparePartitions(one: TopicPartition, other: TopicPartition): number {
  return compareNames(one.topic, other.topic) || one.partition - other.partition
}

/** By UTF-16 units, as Java compares strings. */
export function compareNames(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
