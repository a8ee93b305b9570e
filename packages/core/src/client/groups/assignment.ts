/**
 * What a group membership and those who fetch on its behalf agree on: which partitions are whose, and what is said
 * before and after that changes. Hooks are awaited one after the other, never two at once; the group does not go on
 * before they are through, so a hook that commits still speaks for the generation that it commits in.
 */

export type { OffsetToCommit } from '../transactions/group-offsets.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Who a member of a group is: what `Producer.sendOffsets` takes, for a transaction that carries the group's offsets. */
export interface GroupMetadata {
  readonly groupId: string
  /** -1 outside of any generation. */
  readonly generationId: number
  /** Empty where the member has none. */
  readonly memberId: string
  readonly groupInstanceId: string | null
}

export interface AssignmentListener {
  /** These partitions are the member's as well now; those that it had before and were not revoked stay its own. */
  onAssigned(added: readonly TopicPartition[]): void | Promise<void>
  /** These are taken away as soon as this is through: the last moment in which their offsets can be committed. */
  onRevoked(revoked: readonly TopicPartition[]): void | Promise<void>
  /** These were taken away already, the group went on without the member: nothing can be committed for them. */
  onLost(lost: readonly TopicPartition[]): void | Promise<void>
  /** The membership has ended for a reason that joining again does not mend; what it had was lost or revoked before. */
  onFailed(problem: Error): void
}

/** `orders-3`, as errors and maps call it. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}
