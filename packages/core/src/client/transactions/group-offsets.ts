/**
 * A group's offsets as part of a transaction: they count when it is committed, together with its records. With the
 * group's generation and member the coordinator refuses a member that has lost its partitions (KIP-447).
 */
import { apis } from '../../protocol/apis.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { CoordinatorCalls } from './coordinator-calls.ts'
import type { TransactionalIdentity } from './transactional-identity.ts'

/** How far a group has come in a partition. */
export interface OffsetToCommit {
  readonly topic: string
  readonly partition: number
  /** Of the next record to be read. */
  readonly offset: number
  /** Of the last record that was read. */
  readonly leaderEpoch?: number | undefined
  readonly metadata?: string | null | undefined
}

/** The group and who within it commits, as a consumer's `groupMetadata()` gives it. */
export interface GroupMetadata {
  readonly groupId: string
  readonly generationId?: number | undefined
  readonly memberId?: string | undefined
  readonly groupInstanceId?: string | null | undefined
}

/** The first version that says who commits. */
const FIRST_WITH_MEMBER = 3
/** The first for transaction version 2, in which the group coordinator tells the transaction coordinator. */
const VERSION_2 = 5
/** Producers commit for few groups: as many coordinators are remembered. */
const COORDINATORS_MAX = 100

export class GroupOffsets {
  readonly #cluster: Cluster
  readonly #identity: TransactionalIdentity
  readonly #transactionCalls: CoordinatorCalls
  readonly #groupCalls = new Map<string, CoordinatorCalls>()

  constructor(options: { cluster: Cluster; identity: TransactionalIdentity; calls: CoordinatorCalls }) {
    this.#cluster = options.cluster
    this.#identity = options.identity
    this.#transactionCalls = options.calls
  }

  async commit(offsets: readonly OffsetToCommit[], group: GroupMetadata, deadlineMs: number): Promise<void> {
    const identity = this.#identity
    const { transactionalId, isVersion2 } = identity
    const { groupId } = group
    if (!isVersion2) await this.#announce(groupId, deadlineMs)
    identity.isStarted = true
    const isMember = (group.memberId ?? '') !== '' || (group.generationId ?? -1) >= 0
    await this.#callsOf(groupId).ask({
      exchange: {
        api: apis.txnOffsetCommit,
        versions: [isMember ? FIRST_WITH_MEMBER : 0, isVersion2 ? VERSION_2 : VERSION_2 - 1],
        body: {
          transactionalId,
          groupId,
          ...identity.knownIds,
          ...(isMember
            ? {
                generationId: group.generationId ?? -1,
                memberId: group.memberId ?? '',
                groupInstanceId: group.groupInstanceId ?? null,
              }
            : {}),
          topics: byTopic(offsets),
        },
      },
      codes: ({ topics }) => topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode)),
      deadlineMs,
    })
  }

  /** Under transaction version 1: the group's partition of the offsets topic becomes part of the transaction. */
  async #announce(groupId: string, deadlineMs: number): Promise<void> {
    const { transactionalId, knownIds } = this.#identity
    await this.#transactionCalls.ask({
      exchange: { api: apis.addOffsetsToTxn, body: { transactionalId, groupId, ...knownIds } },
      codes: ({ errorCode }) => [errorCode],
      deadlineMs,
    })
  }

  #callsOf(groupId: string): CoordinatorCalls {
    const known = this.#groupCalls.get(groupId)
    if (known !== undefined) return known
    if (this.#groupCalls.size >= COORDINATORS_MAX) this.#groupCalls.clear()
    const made = new CoordinatorCalls(this.#cluster, { kind: 'group', key: groupId })
    this.#groupCalls.set(groupId, made)
    return made
  }
}

function byTopic(offsets: readonly OffsetToCommit[]) {
  const topics = new Map<string, OffsetToCommit[]>()
  for (const one of offsets) {
    const others = topics.get(one.topic)
    if (others === undefined) topics.set(one.topic, [one])
    else others.push(one)
  }
  return Array.from(topics, ([name, those]) => ({
    name,
    partitions: those.map(({ partition, offset, leaderEpoch = -1, metadata = '' }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: leaderEpoch,
      committedMetadata: metadata,
    })),
  }))
}
