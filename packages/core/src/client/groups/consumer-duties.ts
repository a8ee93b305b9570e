/**
 * What a consumer does in its group's rebalances: says what it wants and has, divides the partitions where it leads,
 * and takes up and gives up its own, with the hooks. All members have at least one assignor in common; only where
 * all of a member's assignors are cooperative does it keep its partitions while the group rebalances.
 */
import { UsageError } from '../errors.ts'
import type { AssignedPartitions } from './assigned-partitions.ts'
import type { GroupMetadata } from './assignment.ts'
import type { Assignor, MemberSubscription } from './assignor.ts'
import { partitionCounts, partitionsOf } from './assignors/partition-counts.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './consumer-protocol.ts'
import type { Generation, OfferedProtocol } from './joining.ts'
import type { MemberDuties } from './member-duties.ts'
import type { TopicWatch } from './topic-watch.ts'
import type { UnownedWatch } from './unowned-watch.ts'

export interface ConsumerDutiesParts {
  readonly groupId: string
  readonly assignors: readonly Assignor[]
  readonly rack: string | null
  readonly assigned: AssignedPartitions
  readonly topics: TopicWatch
  readonly unowned: UnownedWatch
  readonly identity: () => GroupMetadata
  readonly rejoin: (reason: string) => void
  /** Commits how far the program has come, where that is done by itself; never rejects. */
  readonly commitProgress: () => Promise<void>
  readonly onAssigned: () => void
  readonly onFailed: (problem: Error) => void
}

export class ConsumerDuties implements MemberDuties {
  readonly #parts: ConsumerDutiesParts
  readonly #isCooperative: boolean

  constructor(parts: ConsumerDutiesParts) {
    const { assignors, groupId } = parts
    const names = new Set(assignors.map(({ name }) => name))
    if (assignors.length === 0) throw new UsageError(`group ${groupId}: expected an assignor, found none`)
    if (names.size < assignors.length) {
      throw new UsageError(`group ${groupId}: expected assignors of different names, found ${[...names].join(', ')}`)
    }
    this.#parts = parts
    this.#isCooperative = assignors.every(({ rebalancing }) => rebalancing === 'cooperative')
  }

  async offer(): Promise<readonly OfferedProtocol[]> {
    const { topics: watch, assignors, assigned, rack, identity } = this.#parts
    const topics = await watch.subscribed()
    const { generationId: generation } = identity()
    const owned = assigned.all
    return assignors.map((assignor) => {
      const userData = assignor.userData?.(topics) ?? null
      return { name: assignor.name, metadata: encodeSubscription({ topics, userData, owned, generation, rack }) }
    })
  }

  async prepare(): Promise<void> {
    const { assigned, commitProgress, topics, unowned } = this.#parts
    unowned.stop()
    await commitProgress()
    // Cooperative, what else is to go is known only afterwards.
    await assigned.revoke(this.#isCooperative ? assigned.all.filter(({ topic }) => !topics.fits(topic)) : assigned.all)
  }

  async lost(): Promise<void> {
    this.#parts.unowned.stop()
    await this.#parts.assigned.lose()
  }

  async assign(generation: Generation): Promise<ReadonlyMap<string, Buffer>> {
    const { topics: watch, unowned } = this.#parts
    const assignor = this.#assignor(generation.protocol)
    const isCooperative = assignor.rebalancing === 'cooperative'
    const members = generation.members.map(({ memberId, instanceId, metadata }): MemberSubscription => {
      return { memberId, instanceId, ...decodeSubscription(metadata) }
    })
    const topics = [...new Set(members.flatMap((member) => member.topics))]
    const view = await watch.viewOf(topics)
    if (generation.skipAssignment) {
      watch.divided(topics, view)
      const all = Array.from(partitionCounts(members, view), ([topic, count]) => partitionsOf(topic, count)).flat()
      if (isCooperative) unowned.cameBack(all)
      return new Map()
    }
    const shares = await assignor.assign(members, view)
    if (isCooperative) unowned.divided(members, shares)
    // An assignor may give out topics that nobody asked for by name; they are watched as well.
    const given = [...shares.values()].flatMap(({ partitions }) => partitions.map(({ topic }) => topic))
    const watched = [...new Set([...topics, ...given])]
    watch.divided(watched, await watch.viewOf(watched))
    return new Map(members.map(({ memberId }) => [memberId, encodeAssignment(shares.get(memberId) ?? NOTHING)]))
  }

  async joined(generation: Generation, bytes: Buffer): Promise<void> {
    const { assigned, topics: watch, unowned, rejoin, onAssigned } = this.#parts
    if (!generation.isLeader) {
      watch.notLeader()
      unowned.stop()
    }
    const share = decodeAssignment(bytes)
    // A pattern's topics may have been seen by the leader before they were by this member; and what was subscribed to
    // when it joined may not be any longer.
    const unwanted = share.partitions.find(({ topic }) => !watch.fits(topic))
    if (unwanted !== undefined) return rejoin(`topic ${unwanted.topic} was assigned and is not subscribed to`)
    const gone = assigned.missingFrom(share.partitions)
    if (gone.length > 0) {
      await assigned.revoke(gone)
      rejoin('partitions were revoked that others can have now')
    }
    await this.#assignor(generation.protocol).onAssignment?.(share, generation.identity)
    onAssigned()
    await assigned.add(share.partitions)
  }

  failed(problem: Error): void {
    this.#parts.onFailed(problem)
  }

  #assignor(protocol: string): Assignor {
    const found = this.#parts.assignors.find(({ name }) => name === protocol)
    if (found !== undefined) return found
    const expected = this.#parts.assignors.map(({ name }) => name).join(', ')
    throw new UsageError(`group ${this.#parts.groupId}: expected one of ${expected} as assignor, found '${protocol}'`)
  }
}

const NOTHING = { partitions: [] }
