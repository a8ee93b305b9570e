/**
 * The offsets of a group at its coordinator. Commits go one after the other, so that one that is tried again never
 * overtakes a later one, and each says in which generation it was made: the group takes none of an older one.
 */
import { apis } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import { type ErrorName, errorByCode } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { within } from '../deadline.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import { type GroupMetadata, partitionName, type TopicPartition } from './assignment.ts'
import { CommitFailedError } from './commit-failed-error.ts'
import { byTopic } from './consumer-protocol.ts'
import { GroupCoordinator } from './group-coordinator.ts'

/** The newest version that names topics by name. */
const COMMIT_VERSIONS = [2, 9] as const
const FETCH_VERSIONS = [1, 9] as const
/** Older ones know no `requireStable`. */
const STABLE_FETCH_VERSIONS = [7, 9] as const
const FIRST_WITH_GROUPS = 8

/** The group has gone on without the one who commits, or is about to. */
const STALE: ReadonlySet<ErrorName> = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'])

export interface CommittedOffset {
  readonly offset: number
  /** -1 where it is not known. */
  readonly leaderEpoch: number
  readonly metadata: string | null
}

export interface OffsetTimes {
  /** How long it is tried. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

interface CommittedOffsetsOptions {
  readonly groupId: string
  /** Who commits, at the moment. */
  readonly identity: () => GroupMetadata
  /** Whether only a member commits. Otherwise one without a generation does too, as long as the group has no members. */
  readonly membersOnly: boolean
  /** Hears of errors that say that this identity is not, or no longer, a member's in good standing. */
  readonly onStale: (error: ErrorName, identity: GroupMetadata) => void
}

type PartitionAnswer = {
  partitionIndex: number
  committedOffset: number
  committedLeaderEpoch: number
  metadata: string | null
  errorCode: number
}

export class CommittedOffsets {
  readonly #cluster: Cluster
  readonly #options: CommittedOffsetsOptions
  readonly #coordinator: GroupCoordinator
  /** Settles when the last commit that was asked for is through; never rejects. */
  #last: Promise<unknown> = Promise.resolve()
  #underWay = 0
  readonly #closing = new AbortController()
  readonly #fetchesNoMore = new AbortController()

  constructor(cluster: Cluster, options: CommittedOffsetsOptions) {
    this.#cluster = cluster
    this.#options = options
    this.#coordinator = new GroupCoordinator(cluster, { groupId: options.groupId, lane: 'main' })
  }

  get isCommitting(): boolean {
    return this.#underWay > 0
  }

  /** Nobody will read on from where the group stands, so nobody waits for that any longer; commits go on. */
  endFetches(): void {
    this.#fetchesNoMore.abort()
  }

  /** Whoever waits for an answer waits no longer. */
  close(): void {
    this.endFetches()
    this.#closing.abort()
  }

  /**
   * Commits offsets after the commits that were asked for before, and tries again where that may help.
   * @throws CommitFailedError if the group has gone on, FencedError if another has the instance id.
   */
  async commit(offsets: readonly OffsetToCommit[], times: OffsetTimes): Promise<void> {
    if (offsets.length === 0) return
    const { identity, membersOnly } = this.#options
    // Whoever asks speaks for the partitions of this generation, whatever comes before it is their turn.
    const asked = identity()
    if (membersOnly && asked.generationId < 0) throw new CommitFailedError('UNKNOWN_MEMBER_ID', asked)
    // Tried again as it is, a commit of an older generation would be refused again: who asked has to say it anew.
    const once = () => this.#commitOnce(offsets, asked).catch(commitFailureOrThrow)
    const mine = this.#last.then(() => this.#tryAgain('commit of offsets', times, once))
    this.#underWay += 1
    this.#last = mine.catch(() => {}).finally(() => (this.#underWay -= 1))
    const failure = await mine
    if (failure !== undefined) throw failure
  }

  /**
   * Where the group stands; partitions without a commit are left out. With `requireStable` this waits for
   * transactions that carry offsets of these partitions and are not ended.
   */
  async fetch(
    partitions: readonly TopicPartition[],
    options: OffsetTimes & { requireStable: boolean },
  ): Promise<Map<string, CommittedOffset>> {
    if (partitions.length === 0) return new Map()
    const { timeoutMs, requireStable } = options
    const ending = this.#fetchesNoMore.signal
    const signal = options.signal === undefined ? ending : AbortSignal.any([options.signal, ending])
    return await this.#tryAgain('fetch of offsets', { timeoutMs, signal }, () => {
      return this.#fetchOnce(partitions, requireStable)
    })
  }

  async #tryAgain<Result>(what: string, times: OffsetTimes, work: () => Promise<Result>): Promise<Result> {
    const { clock } = this.#cluster.settings
    const { timeoutMs } = times
    const closing = this.#closing.signal
    const signal = times.signal === undefined ? closing : AbortSignal.any([times.signal, closing])
    const deadlineMs = clock.elapsedMs() + timeoutMs
    const deadline = { clock, deadlineMs, what: `group ${this.#options.groupId}: ${what}`, signal }
    return await this.#cluster.retrying(() => within(work(), deadline), { deadlineMs, signal })
  }

  async #commitOnce(offsets: readonly OffsetToCommit[], identity: GroupMetadata): Promise<void> {
    const { groupId, generationId, memberId, groupInstanceId } = identity
    const api = apis.offsetCommit
    const body: Draft<typeof api.request> = {
      groupId,
      generationIdOrMemberEpoch: generationId,
      memberId,
      groupInstanceId,
      topics: grouped(offsets),
    }
    const answer = await this.#coordinator.ask({ api, body, versions: COMMIT_VERSIONS })
    for (const { name, partitions } of answer.topics) {
      for (const { partitionIndex: partition, errorCode } of partitions) {
        const error = errorByCode(errorCode).name
        if (STALE.has(error)) throw new CommitFailedError(this.#staleness(error, identity), identity)
        if (error === 'FENCED_INSTANCE_ID') this.#options.onStale(error, identity)
        this.#coordinator.check(errorCode, api, partitionName({ topic: name, partition }))
      }
    }
  }

  /** A member that has gone on with the group itself can say it again for what it still has. */
  #staleness(error: ErrorName, asked: GroupMetadata): ErrorName {
    const { memberId, generationId } = this.#options.identity()
    this.#options.onStale(error, asked)
    return memberId === asked.memberId && generationId > asked.generationId ? 'REBALANCE_IN_PROGRESS' : error
  }

  async #fetchOnce(partitions: readonly TopicPartition[], requireStable: boolean) {
    const api = apis.offsetFetch
    const { groupId } = this.#options
    const topics = byTopic(partitions).map(({ topic: name, partitions: partitionIndexes }) => ({
      name,
      partitionIndexes,
    }))
    const body = (version: number): Draft<typeof api.request> => ({
      ...(version >= FIRST_WITH_GROUPS ? { groups: [{ groupId, topics }] } : { groupId, topics }),
      ...(version >= STABLE_FETCH_VERSIONS[0] ? { requireStable } : {}),
    })
    const versions = requireStable ? STABLE_FETCH_VERSIONS : FETCH_VERSIONS
    const answer = await this.#coordinator.ask({ api, body, versions })
    const group = answer.groups[0] ?? answer
    this.#coordinator.check(group.errorCode, api)
    const committed = new Map<string, CommittedOffset>()
    for (const { name: topic, partitions: found } of group.topics) {
      for (const one of found) this.#note(committed, topic, one)
    }
    return committed
  }

  #note(committed: Map<string, CommittedOffset>, topic: string, one: PartitionAnswer): void {
    const { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: leaderEpoch, metadata } = one
    const name = partitionName({ topic, partition })
    // The older versions say errors of the whole group here.
    this.#coordinator.check(one.errorCode, apis.offsetFetch, name)
    if (offset >= 0) committed.set(name, { offset, leaderEpoch, metadata })
  }
}

function commitFailureOrThrow(problem: unknown): CommitFailedError {
  if (problem instanceof CommitFailedError) return problem
  throw problem
}

function grouped(offsets: readonly OffsetToCommit[]) {
  const byName = new Map(offsets.map((one) => [partitionName(one), one]))
  return byTopic([...byName.values()]).map(({ topic, partitions }) => ({
    name: topic,
    partitions: partitions.map((partition) => {
      const one = byName.get(partitionName({ topic, partition }))
      return {
        partitionIndex: partition,
        committedOffset: one?.offset ?? -1,
        committedLeaderEpoch: one?.leaderEpoch ?? -1,
        committedMetadata: one?.metadata ?? '',
      }
    }),
  }))
}
