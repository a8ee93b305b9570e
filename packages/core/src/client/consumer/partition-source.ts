/**
 * Where a consumer has its partitions from: a list, all partitions of topics, or a group. A source tells the
 * consumer by calls what is to be read from now on, and what not.
 */
import type { PartitionStart } from '../fetching/fetch-position.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import type { MemberState } from '../groups/membership.ts'
import type { TopicSelection } from '../groups/subscription.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'

export interface MemberHealth {
  readonly state: MemberState
  /** Since the group's coordinator last said that the member lives; null before that. */
  readonly sinceHeartbeatMs: number | null
}

/** What a source tells and asks the one who reads. */
export interface PartitionReader {
  assign(starts: readonly PartitionStart[]): void
  unassign(partitions: readonly TopicPartition[]): void
  /** How far the program has come, without what it still has in hand. */
  progress(): OffsetToCommit[]
  /** There will be nothing more from the source. */
  failed(problem: Error): void
}

export interface PartitionSource {
  /** Begins; assigns now or later. */
  start(reader: PartitionReader): void
  /** Other topics are read from now on, or from the next rebalance. */
  subscribe(topics: TopicSelection): void
  /** Nothing is read any more, until it is subscribed again; resolves when that is so. */
  unsubscribe(): Promise<void>
  /** The program asks for records: it lives. */
  polled(): void
  /** The program waits for records, and cannot ask for more meanwhile. */
  waits(): void
  /** How the member of a group does; null where there is no group. */
  readonly member: MemberHealth | null
  close(options: { timeoutMs: number }): Promise<void>
}
