/**
 * Partitions that a group gives to this member, begun where the group stands, or where it does not stand, elsewhere.
 * A consumer that reads nothing is no member; when it reads something again it joins as a new one, once it has left.
 */
import type { Cluster } from '../cluster/cluster.ts'
import { within } from '../deadline.ts'
import { UsageError } from '../errors.ts'
import type { Start } from '../fetching/fetch-position.ts'
import {
  type AssignmentListener,
  type GroupMetadata,
  partitionName,
  type TopicPartition,
} from '../groups/assignment.ts'
import type { CommittedOffset } from '../groups/committed-offsets.ts'
import { GroupMembership, type OffsetOptions } from '../groups/group-membership.ts'
import type { GroupOptions } from '../groups/group-options.ts'
import { Subscription, type TopicSelection } from '../groups/subscription.ts'
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
  readonly #cluster: Cluster
  readonly #options: ConsumerGroupOptions
  readonly #from: Start
  #reader: PartitionReader | undefined
  #group: GroupMembership | undefined
  /** Who the member was when the program last asked for records. */
  #known: GroupMetadata
  /** Not while it waits for some, nor before it has asked for any. */
  #hasRecords = false
  /** Partitions have gone since, so the program may have records of them in hand. */
  #hasLost = false
  /** How many of the program's hooks are under way. */
  #hooks = 0
  /** Until what this consumer was before has left the group. */
  #leaving: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(cluster: Cluster, options: ConsumerGroupOptions & { topics: TopicSelection; from: Start }) {
    const { topics, from, ...rest } = options
    this.#cluster = cluster
    this.#options = rest
    this.#from = from
    // At once, though it begins later: what is wrong with the options is to be said to who gave them.
    const group = this.#made(topics)
    this.#known = group.groupMetadata()
    this.#group = new Subscription(topics).isEmpty ? undefined : group
  }

  /** Null also where it is no member, as it is subscribed to nothing. */
  get member(): MemberHealth | null {
    if (this.#group === undefined) return null
    const { state, sinceHeartbeatMs = null } = this.#group.health()
    return { state, sinceHeartbeatMs }
  }

  /**
   * Who speaks for the records that the program has in hand. As long as nothing has gone that is the member as it is;
   * afterwards the one that they were given to, whom the group refuses, since they are somebody else's now.
   */
  get metadata(): GroupMetadata {
    const now = this.#member().groupMetadata()
    return this.#hasLost || now.generationId < 0 ? this.#known : now
  }

  start(reader: PartitionReader): void {
    this.#reader = reader
    this.#group?.start()
  }

  subscribe(topics: TopicSelection): void {
    if (new Subscription(topics).isEmpty) return void this.unsubscribe()
    if (this.#group !== undefined) return this.#group.subscribe(topics)
    const group = this.#made(topics)
    this.#group = group
    void this.#leaving.then(() => {
      if (this.#group === group && !this.#isClosed) group.start()
    })
  }

  async unsubscribe(): Promise<void> {
    const group = this.#group
    this.#group = undefined
    this.#hasLost = this.#hasRecords
    if (group !== undefined) this.#leaving = this.#leaving.then(() => group.close())
    // It may be a hook that asks, and it is left after that: whoever waited for it there would wait for himself.
    if (this.#hooks === 0) await this.#leaving
  }

  polled(): void {
    this.#hasRecords = true
    this.#hasLost = false
    if (this.#group === undefined) return
    const now = this.#group.groupMetadata()
    if (now.generationId >= 0) this.#known = now
    this.#group.poll()
  }

  waits(): void {
    this.#hasRecords = false
    this.#group?.waits()
  }

  rejoin(reason?: string): void {
    this.#member().rejoin(reason)
  }

  async commit(offsets: readonly OffsetToCommit[], options?: OffsetOptions): Promise<void> {
    await this.#member().commit(offsets, options)
  }

  async committed(
    partitions: readonly TopicPartition[],
    options?: OffsetOptions,
  ): Promise<Map<string, CommittedOffset>> {
    return await this.#member().committed(partitions, options)
  }

  async close({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    const { clock, logger } = this.#cluster.settings
    const deadline = { clock, deadlineMs: clock.elapsedMs() + timeoutMs, what: 'leaving the group' }
    try {
      await within(this.#leaving, deadline)
    } catch (problem) {
      const { groupId } = this.#options
      logger.warn({ groupId, problem }, 'the group was not left in order; its coordinator finds that out by itself')
    }
    this.#isClosed = true
    await this.#group?.close({ timeoutMs: Math.max(0, deadline.deadlineMs - clock.elapsedMs()) })
  }

  #member(): GroupMembership {
    if (this.#group !== undefined) return this.#group
    throw new UsageError(`group ${this.#options.groupId}: this consumer is subscribed to nothing, and so is no member`)
  }

  #made(topics: TopicSelection): GroupMembership {
    const { autoCommitIntervalMs, onAssigned, onRevoked, onLost, ...rest } = this.#options
    const positions = () => this.#reader?.progress() ?? []
    const interval = autoCommitIntervalMs === undefined ? {} : { intervalMs: autoCommitIntervalMs ?? 0 }
    const autoCommit = autoCommitIntervalMs === null ? {} : { autoCommit: { positions, ...interval } }
    const listener = this.#listener(() => group)
    const group: GroupMembership = new GroupMembership(this.#cluster, { ...rest, topics, ...autoCommit, listener })
    return group
  }

  #listener(group: () => GroupMembership): AssignmentListener {
    const { onAssigned, onRevoked, onLost } = this.#options
    return {
      onAssigned: async (added) => {
        // A transaction that carries offsets of these may go on for long; to begin before its end would be too early.
        const committed = await group().committed(added, { timeoutMs: Number.POSITIVE_INFINITY })
        this.#reader?.assign(added.map((one) => ({ ...one, from: committed.get(partitionName(one)) ?? this.#from })))
        await this.#tell(onAssigned, added)
      },
      onRevoked: async (revoked) => {
        await this.#tell(onRevoked, revoked)
        this.#gone(revoked)
      },
      onLost: async (lost) => {
        this.#gone(lost)
        await this.#tell(onLost ?? onRevoked, lost)
      },
      onFailed: (problem) => this.#reader?.failed(problem),
    }
  }

  async #tell(
    hook: AssignmentListener['onAssigned'] | undefined,
    partitions: readonly TopicPartition[],
  ): Promise<void> {
    if (hook === undefined) return
    this.#hooks += 1
    try {
      await hook(partitions)
    } finally {
      this.#hooks -= 1
    }
  }

  #gone(partitions: readonly TopicPartition[]): void {
    this.#hasLost = this.#hasRecords
    this.#reader?.unassign(partitions)
  }
}
