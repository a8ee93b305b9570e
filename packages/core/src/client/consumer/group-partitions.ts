/** Partitions that a group gives to this member, begun where the group stands, or where it does not stand, elsewhere. */
import type { Cluster } from '../cluster/cluster.ts'
import type { Start } from '../fetching/fetch-position.ts'
import {
  type AssignmentListener,
  type GroupMetadata,
  partitionName,
  type TopicPartition,
} from '../groups/assignment.ts'
import type { CommittedOffset } from '../groups/committed-offsets.ts'
import { GroupMembership } from '../groups/group-membership.ts'
import type { GroupOptions } from '../groups/group-options.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import type { MemberHealth, PartitionReader, PartitionSource } from './partition-source.ts'

export interface ConsumerGroupOptions extends Omit<GroupOptions, 'topics' | 'listener' | 'autoCommit'> {
  /** Commits how far the program has come, on this interval, before partitions go, and at the end. Default: 5 s; null for never. */
  readonly autoCommitIntervalMs?: number | null
  /** Called and awaited around changes. What is revoked is read no longer once this is through. */
  readonly onAssigned?: AssignmentListener['onAssigned']
  readonly onRevoked?: AssignmentListener['onRevoked']
  readonly onLost?: AssignmentListener['onLost']
}

export class GroupPartitions implements PartitionSource {
  readonly #group: GroupMembership
  readonly #options: ConsumerGroupOptions
  readonly #from: Start
  #reader: PartitionReader | undefined
  /** Who the member was when the program last asked for records. */
  #known: GroupMetadata
  /** Partitions have gone since, so the program may have records of them in hand. */
  #hasLost = false

  constructor(cluster: Cluster, options: ConsumerGroupOptions & { topics: GroupOptions['topics']; from: Start }) {
    const { autoCommitIntervalMs, onAssigned, onRevoked, onLost, from, ...rest } = options
    this.#options = options
    this.#from = from
    const positions = () => this.#reader?.progress() ?? []
    const interval = autoCommitIntervalMs === undefined ? {} : { intervalMs: autoCommitIntervalMs ?? 0 }
    const autoCommit = autoCommitIntervalMs === null ? {} : { autoCommit: { positions, ...interval } }
    this.#group = new GroupMembership(cluster, { ...rest, ...autoCommit, listener: this.#listener() })
    this.#known = this.#group.groupMetadata()
  }

  get member(): MemberHealth {
    const { state, sinceHeartbeatMs = null } = this.#group.health()
    return { state, sinceHeartbeatMs }
  }

  /**
   * Who speaks for the records that the program has in hand. As long as nothing has gone that is the member as it is;
   * afterwards the one that they were given to, whom the group refuses, since they are somebody else's now.
   */
  get metadata(): GroupMetadata {
    return this.#hasLost ? this.#known : this.#group.groupMetadata()
  }

  start(reader: PartitionReader): void {
    this.#reader = reader
    this.#group.start()
  }

  polled(): void {
    this.#known = this.#group.groupMetadata()
    this.#hasLost = false
    this.#group.poll()
  }

  waits(): void {
    this.#group.waits()
  }

  async commit(offsets: readonly OffsetToCommit[]): Promise<void> {
    await this.#group.commit(offsets)
  }

  async committed(partitions: readonly TopicPartition[]): Promise<Map<string, CommittedOffset>> {
    return await this.#group.committed(partitions)
  }

  async close({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    await this.#group.close({ timeoutMs })
  }

  #listener(): AssignmentListener {
    const { onAssigned, onRevoked, onLost } = this.#options
    return {
      onAssigned: async (added) => {
        // A transaction that carries offsets of these may go on for long; to begin before its end would be too early.
        const committed = await this.#group.committed(added, { timeoutMs: Number.POSITIVE_INFINITY })
        this.#reader?.assign(added.map((one) => ({ ...one, from: committed.get(partitionName(one)) ?? this.#from })))
        await onAssigned?.(added)
      },
      onRevoked: async (revoked) => {
        await onRevoked?.(revoked)
        this.#gone(revoked)
      },
      onLost: async (lost) => {
        this.#gone(lost)
        await (onLost ?? onRevoked)?.(lost)
      },
      onFailed: (problem) => this.#reader?.failed(problem),
    }
  }

  #gone(partitions: readonly TopicPartition[]): void {
    this.#hasLost = true
    this.#reader?.unassign(partitions)
  }
}
