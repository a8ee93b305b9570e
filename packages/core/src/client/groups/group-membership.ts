/**
 * A consumer's membership of a classic group: which partitions it has, with hooks that are awaited; where the group
 * stands in them; and who it is, for transactions. It lives by itself: heartbeats and rebalances need no call of the
 * program's, but a sign of life now and then (`poll`), so that one that hangs gives way to others.
 */
import type { Cluster } from '../cluster/cluster.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import { AssignedPartitions } from './assigned-partitions.ts'
import type { GroupMetadata, TopicPartition } from './assignment.ts'
import { AutoCommit } from './auto-commit.ts'
import { type CommittedOffset, CommittedOffsets } from './committed-offsets.ts'
import { ConsumerDuties } from './consumer-duties.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import {
  AUTO_COMMIT_INTERVAL_MS,
  defaultAssignors,
  type GroupOptions,
  type MemberSettings,
  memberSettings,
  OFFSET_TIMEOUT_MS,
} from './group-options.ts'
import { type MemberState, Membership } from './membership.ts'
import { observedListener } from './rebalance-events.ts'
import { Subscription, type TopicSelection } from './subscription.ts'
import { TopicWatch } from './topic-watch.ts'
import { UnownedWatch } from './unowned-watch.ts'

export interface GroupHealth {
  readonly state: MemberState
  readonly generation: number
  readonly assigned: number
  /** Since the coordinator last said that the member lives; undefined where it never did. */
  readonly sinceHeartbeatMs: number | undefined
}

export interface OffsetOptions {
  /** How long it is tried. Default: `offsetTimeoutMs`. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface CloseGroupOptions {
  /** Default: 30 s. */
  readonly timeoutMs?: number
  /** Whether the group is told to go on without the member at once. Default: yes, unless the member is static. */
  readonly leave?: boolean
}

const CLOSE_TIMEOUT_MS = 30_000

export class GroupMembership {
  readonly #cluster: Cluster
  readonly #settings: MemberSettings
  readonly #offsetTimeoutMs: number
  readonly #assigned: AssignedPartitions
  readonly #topics: TopicWatch
  readonly #unowned: UnownedWatch
  readonly #offsets: CommittedOffsets
  readonly #autoCommit: AutoCommit | undefined
  readonly #member: Membership
  #closed: Promise<void> | undefined

  constructor(cluster: Cluster, options: GroupOptions) {
    const settings = memberSettings(options)
    const { groupId } = settings
    this.#cluster = cluster
    this.#settings = settings
    this.#offsetTimeoutMs = options.offsetTimeoutMs ?? OFFSET_TIMEOUT_MS
    const { clock, clientId } = cluster.settings
    const observed = { clock, clientId, identity: () => this.#member.identity }
    this.#assigned = new AssignedPartitions(observedListener(options.listener, observed))
    const subscription = new Subscription(options.topics)
    const rejoin = (reason: string) => this.rejoin(reason)
    const { heartbeatIntervalMs: lookEveryMs } = settings
    this.#topics = new TopicWatch(cluster, { subscription, onChange: rejoin, lookEveryMs })
    const coordinator = new GroupCoordinator(cluster, { groupId, lane: 'main' })
    this.#unowned = new UnownedWatch({ clock, afterMs: settings.sessionTimeoutMs, coordinator, rejoin })
    this.#autoCommit = this.#autoCommitOf(options)
    const duties = new ConsumerDuties({
      groupId,
      assignors: options.assignors ?? defaultAssignors(),
      rack: options.rack ?? null,
      assigned: this.#assigned,
      topics: this.#topics,
      unowned: this.#unowned,
      identity: () => this.#member.identity,
      rejoin,
      commitProgress: () => this.#commitProgress(),
      onAssigned: () => {
        this.#autoCommit?.forget()
        this.#autoCommit?.start()
      },
      onFailed: (problem) => {
        this.#stopTimers()
        options.listener.onFailed(problem)
      },
    })
    this.#member = new Membership(cluster, settings, duties)
    this.#offsets = new CommittedOffsets(cluster, {
      groupId,
      membersOnly: true,
      identity: () => this.#member.identity,
      onStale: (error, identity) => this.#member.noteStale(error, identity),
    })
  }

  /** Begins to join. Nothing is assigned yet when this returns; the hooks say when. */
  start(): void {
    this.#topics.start()
    this.#member.start()
  }

  get assignment(): readonly TopicPartition[] {
    return this.#assigned.all
  }

  /**
   * Who this member is, for the transaction that is to carry its offsets. Whoever does not do his work within the
   * hooks takes it together with the records: later it may speak for a member that has other partitions.
   */
  groupMetadata(): GroupMetadata {
    return this.#member.lastMember
  }

  /** A sign of life. The program owes one at least every `maxPollIntervalMs`, unless it `waits`. */
  poll(): void {
    this.#member.poll()
  }

  /** The program waits for records, and owes no sign of life until it polls again. */
  waits(): void {
    this.#member.waits()
  }

  /** Reads these topics from the next rebalance on, which begins at once, and no others. */
  subscribe(topics: TopicSelection): void {
    if (this.#topics.subscribe(new Subscription(topics))) this.rejoin('the program reads other topics')
  }

  /** Asks for a rebalance: for assignors whose decision depends on more than topics and members. */
  rejoin(reason = 'the program asked for a rebalance'): void {
    this.#member.rejoin(reason)
  }

  /** Where the group stands, by `topic-partition`; where nothing was committed, nothing. Waits for open transactions. */
  async committed(
    partitions: readonly TopicPartition[],
    options: OffsetOptions & { requireStable?: boolean } = {},
  ): Promise<Map<string, CommittedOffset>> {
    const { timeoutMs = this.#offsetTimeoutMs, signal, requireStable = true } = options
    return await this.#offsets.fetch(partitions, { timeoutMs, signal, requireStable })
  }

  /**
   * Commits offsets as the member that this is at the moment.
   * @throws CommitFailedError if the group has gone on without it, FencedError if another has its instance id.
   */
  async commit(offsets: readonly OffsetToCommit[], options: OffsetOptions = {}): Promise<void> {
    const { timeoutMs = this.#offsetTimeoutMs, signal } = options
    await this.#offsets.commit(offsets, { timeoutMs, signal })
  }

  health(): GroupHealth {
    return {
      state: this.#member.state,
      generation: this.#member.identity.generationId,
      assigned: this.#assigned.all.length,
      sinceHeartbeatMs: this.#member.sinceHeartbeatMs,
    }
  }

  /** Commits, revokes what is assigned, and leaves, all within the time; without that, if no broker answers. */
  close(options: CloseGroupOptions = {}): Promise<void> {
    const { timeoutMs = CLOSE_TIMEOUT_MS, leave = this.#settings.groupInstanceId === null } = options
    this.#offsets.endFetches()
    this.#closed ??= this.#member.close({ timeoutMs, leave, before: () => this.#giveUp() }).finally(() => {
      this.#stopTimers()
      this.#offsets.close()
    })
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #giveUp(): Promise<void> {
    if (this.#member.identity.generationId < 0) return await this.#assigned.lose()
    await this.#commitProgress()
    await this.#assigned.revoke(this.#assigned.all)
  }

  #stopTimers(): void {
    this.#topics.stop()
    this.#unowned.stop()
    this.#autoCommit?.stop()
  }

  #autoCommitOf({ autoCommit }: GroupOptions): AutoCommit | undefined {
    if (autoCommit === undefined) return undefined
    const { positions, intervalMs = AUTO_COMMIT_INTERVAL_MS } = autoCommit
    const { clock, logger } = this.#cluster.settings
    const { groupId } = this.#settings
    return new AutoCommit({
      clock,
      intervalMs,
      positions,
      mayCommit: () => this.#member.state === 'stable',
      commit: (offsets) => this.commit(offsets),
      onProblem: (problem) => logger.warn({ groupId, problem }, 'offsets were not committed; the next commit has them'),
    })
  }

  /** What cannot be committed is read again by whoever has the partitions next. */
  async #commitProgress(): Promise<void> {
    if (this.#autoCommit === undefined) return
    const { groupId } = this.#settings
    try {
      await this.#autoCommit.now()
    } catch (problem) {
      this.#cluster.settings.logger.warn(
        { groupId, problem },
        'offsets were not committed before partitions were given up',
      )
    }
  }
}
