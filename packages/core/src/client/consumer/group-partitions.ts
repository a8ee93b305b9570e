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
import type { PartitionReader, PartitionSource } from './partition-source.ts'

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

  constructor(cluster: Cluster, options: ConsumerGroupOptions & { topics: GroupOptions['topics']; from: Start }) {
    const { autoCommitIntervalMs, onAssigned, onRevoked, onLost, from, ...rest } = options
    this.#options = options
    this.#from = from
    const positions = () => this.#reader?.progress() ?? []
    const interval = autoCommitIntervalMs === undefined ? {} : { intervalMs: autoCommitIntervalMs ?? 0 }
    const autoCommit = autoCommitIntervalMs === null ? {} : { autoCommit: { positions, ...interval } }
    this.#group = new GroupMembership(cluster, { ...rest, ...autoCommit, listener: this.#listener() })
  }

  get sinceHeartbeatMs(): number | null {
    return this.#group.health().sinceHeartbeatMs ?? null
  }

  get metadata(): GroupMetadata {
    return this.#group.groupMetadata()
  }

  start(reader: PartitionReader): void {
    this.#reader = reader
    this.#group.start()
  }

  polled(): void {
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
        this.#reader?.unassign(revoked)
      },
      onLost: async (lost) => {
        this.#reader?.unassign(lost)
        await (onLost ?? onRevoked)?.(lost)
      },
      onFailed: (problem) => this.#reader?.failed(problem),
    }
  }
}
