/**
 * The leader's care in a cooperative group that no partition stays without an owner. What is to move is given to nobody
 * for one round, and whoever gives it up asks for the next. A static member that dies before it has asked comes back
 * without a rebalance, and knows nothing of what it owes: so the leader looks after it, and asks in its stead. A leader
 * that has come back itself does not know what it withheld; it hears from the coordinator who has what.
 */
import type { Clock, Timer } from '../../host/clock.ts'
import { apis } from '../../protocol/apis.ts'
import { partitionName, type TopicPartition } from './assignment.ts'
import type { MemberAssignment, MemberSubscription } from './assignor.ts'
import { decodeAssignment } from './consumer-protocol.ts'
import type { GroupCoordinator } from './group-coordinator.ts'

export interface UnownedWatchOptions {
  readonly clock: Clock
  /** A session timeout: a member that is alive has asked by then, and one that has died and stayed away is found out. */
  readonly afterMs: number
  readonly coordinator: GroupCoordinator
  readonly rejoin: (reason: string) => void
}

export class UnownedWatch {
  readonly #options: UnownedWatchOptions
  #timer: Timer | undefined

  constructor(options: UnownedWatchOptions) {
    this.#options = options
  }

  /** The group was divided like this. What nobody has and nobody had is the assignor's will. */
  divided(members: readonly MemberSubscription[], shares: ReadonlyMap<string, MemberAssignment>): void {
    this.stop()
    const given = new Set([...shares.values()].flatMap(({ partitions }) => partitions.map(partitionName)))
    const wanted = new Set(members.flatMap(({ topics }) => topics))
    const withheld = members
      .flatMap(({ owned }) => owned)
      .find((one) => wanted.has(one.topic) && !given.has(partitionName(one)))
    if (withheld !== undefined) this.#after(() => this.#rejoinFor(withheld))
  }

  /** The group is divided as it was before this leader came back: into these partitions. */
  cameBack(partitions: readonly TopicPartition[]): void {
    this.stop()
    this.#after(() => void this.#look(partitions))
  }

  /** The group is divided anew, or is somebody else's care. */
  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #after(act: () => void): void {
    this.#timer = this.#options.clock.after(this.#options.afterMs, act)
  }

  #rejoinFor(partition: TopicPartition): void {
    this.#options.rejoin(`nobody has ${partitionName(partition)}, which was to be given up`)
  }

  async #look(partitions: readonly TopicPartition[]): Promise<void> {
    const timer = this.#timer
    try {
      const owned = await this.#owned()
      const unowned = owned === null ? undefined : partitions.find((one) => !owned.has(partitionName(one)))
      if (unowned !== undefined && timer === this.#timer) this.#rejoinFor(unowned)
    } catch {
      // A rebalance in which nothing has to move costs little.
      if (timer === this.#timer) this.#options.rejoin('the leader came back and could not learn who has what')
    }
  }

  /** What the members have; null where the group rebalances anyway. */
  async #owned(): Promise<ReadonlySet<string> | null> {
    const { coordinator } = this.#options
    const body = { groups: [coordinator.groupId], includeAuthorizedOperations: false }
    const { groups } = await coordinator.ask({ api: apis.describeGroups, body })
    for (const { errorCode } of groups) coordinator.check(errorCode, apis.describeGroups)
    if (groups.some(({ groupState }) => groupState !== 'Stable')) return null
    const shares = groups.flatMap(({ members }) => members.map(({ memberAssignment }) => memberAssignment))
    return new Set(shares.flatMap((share) => decodeAssignment(share).partitions.map(partitionName)))
  }
}
