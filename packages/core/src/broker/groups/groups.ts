/**
 * The group coordinator: all consumer groups of this broker, and the offsets that they have committed. What
 * it answers with "waits" until the group has come together, a member was turned away, or the broker closes.
 */
import type { Clock, Timer } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { Random } from '../../host/random.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { BrokerConfig } from '../broker-config.ts'
import { CONSUMER_OFFSETS, type InternalTopics } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'
import type { Group } from './group.ts'
import type { GroupContext } from './group-context.ts'
import { GroupDirectory } from './group-directory.ts'
import { type HeartbeatRequest, heartbeat } from './heartbeat.ts'
import { join } from './join.ts'
import type { JoinOutcome, JoinRequest } from './join-request.ts'
import { Journal } from './journal.ts'
import { type LeavingMember, leave } from './leave.ts'
import { joinRefusal, type SyncAnswer, syncRefusal } from './member.ts'
import { isExpired } from './offset-expiry.ts'
import { OffsetKeeper } from './offset-keeper.ts'
import { OffsetService } from './offset-service.ts'
import type { TransactionEnd } from './pending-offsets.ts'
import { Replay } from './replay.ts'
import { type SyncRequest, sync } from './sync.ts'

export interface GroupsOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly internalTopics: InternalTopics
}

const MINUTE_MS = 60_000

export class Groups {
  readonly #options: GroupsOptions
  readonly #journal: Journal
  readonly #keeper: OffsetKeeper
  readonly #directory: GroupDirectory
  #expiryTimer: Timer | null = null
  /** What is asked about offsets. */
  readonly offsets: OffsetService

  constructor(options: GroupsOptions) {
    this.#options = options
    const { clock, random, logger, config } = options
    this.#journal = new Journal(options)
    this.#keeper = new OffsetKeeper(this.#journal, clock)
    const context: GroupContext = { clock, random, logger, config, journal: this.#journal }
    this.#directory = new GroupDirectory(context, this.#keeper)
    const { offsetMetadataMaxBytes: metadataLengthMax } = config
    this.offsets = new OffsetService({
      groups: this.#directory,
      keeper: this.#keeper,
      journal: this.#journal,
      metadataLengthMax,
    })
  }

  /** Brings back what `__consumer_offsets` holds; before the first request. */
  load(): void {
    const { logger, topics } = this.#options
    const replay = new Replay({ groups: this.#directory, offsets: this.#keeper, logger })
    for (const partition of topics.get(CONSUMER_OFFSETS)?.partitions ?? []) replay.run(partition)
    for (const live of this.#directory) live.resume()
    this.#scheduleExpiry()
  }

  /** The partition of `__consumer_offsets` that a group's records are in. */
  partitionOf(groupId: string): number {
    return this.#journal.partitionOf(groupId)
  }

  join(request: JoinRequest): JoinOutcome {
    const { groupId, memberId, terms } = request
    const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = this.#options.config
    if (groupId === '') return joinRefusal('INVALID_GROUP_ID', memberId)
    const { sessionTimeoutMs } = terms
    if (sessionTimeoutMs < groupMinSessionTimeoutMs || sessionTimeoutMs > groupMaxSessionTimeoutMs) {
      return joinRefusal('INVALID_SESSION_TIMEOUT', memberId)
    }
    if (!this.#journal.hasRoomFor(groupId)) return joinRefusal('NOT_COORDINATOR', '')
    if (memberId !== '' && this.#directory.get(groupId) === undefined) return joinRefusal('UNKNOWN_MEMBER_ID', memberId)
    const live = this.#directory.openStored(groupId)
    return typeof live === 'string' ? joinRefusal(live, '') : join(live, request)
  }

  sync(request: SyncRequest): SyncAnswer | Promise<SyncAnswer> {
    const live = this.#directory.get(request.groupId)
    return live === undefined ? syncRefusal(this.#absence(request.groupId)) : sync(live, request)
  }

  heartbeat(request: HeartbeatRequest): ErrorName {
    const live = this.#directory.get(request.groupId)
    return live === undefined ? this.#absence(request.groupId) : heartbeat(live, request)
  }

  /** What became of each of those who leave, or why nothing did. */
  leave(groupId: string, leaving: readonly LeavingMember[]): ErrorName | ErrorName[] {
    const live = this.#directory.get(groupId)
    if (live !== undefined) return leave(live, leaving)
    const error = this.#absence(groupId)
    return error === 'UNKNOWN_MEMBER_ID' ? leaving.map(() => error) : error
  }

  /** The group, or why there is none. */
  find(groupId: string): Group | ErrorName {
    const live = this.#directory.get(groupId)
    if (live !== undefined) return live.group
    return this.#journal.hasRoomFor(groupId) ? 'GROUP_ID_NOT_FOUND' : 'NOT_COORDINATOR'
  }

  *[Symbol.iterator](): Generator<Group> {
    for (const { group } of this.#directory) yield group
  }

  /** Deletes a group that has no members, with its offsets. */
  delete(groupId: string): ErrorName {
    if (!this.#journal.hasRoomFor(groupId)) return 'NOT_COORDINATOR'
    return this.#directory.delete(groupId)
  }

  /** A marker was appended to a partition of `__consumer_offsets`: offsets committed in the transaction hold now, or never. */
  transactionEnded(partition: number, end: TransactionEnd): void {
    this.#keeper.transactionEnded(partition, end)
  }

  /** A topic is gone, and so is every offset that was committed for it. */
  topicDeleted(topic: string): void {
    if (topic === CONSUMER_OFFSETS) return this.#letGo()
    for (const [groupId, places] of this.#keeper.placesOfTopic(topic)) {
      const error = this.#keeper.delete(groupId, places)
      if (error !== 'NONE') this.#options.logger.warn({ groupId, topic, error }, 'offsets of a deleted topic stay')
    }
  }

  /** Ends all waiting and lets go of the timers. */
  close(): void {
    this.#expiryTimer?.cancel()
    this.#directory.close()
  }

  #letGo(): void {
    this.#directory.close()
    this.#keeper.clear()
  }

  /** What a member is told whose group is not there. */
  #absence(groupId: string): ErrorName {
    if (groupId === '') return 'INVALID_GROUP_ID'
    return this.#journal.hasRoomFor(groupId) ? 'UNKNOWN_MEMBER_ID' : 'NOT_COORDINATOR'
  }

  #scheduleExpiry(): void {
    const { clock, config } = this.#options
    this.#expiryTimer = clock.after(config.offsetsRetentionCheckIntervalMs, () => {
      for (const { group } of [...this.#directory]) this.#expire(group)
      this.#scheduleExpiry()
    })
  }

  /** Gives up the group's offsets that are too old, and the group itself if it has nothing left. */
  #expire(group: Group): void {
    const { clock, config, logger } = this.#options
    const time = { nowMs: clock.nowMs(), retentionMs: config.offsetsRetentionMinutes * MINUTE_MS }
    const places = Array.from(this.#keeper.committed.places(group.id))
    const expired = places
      .filter(([place, offset]) => isExpired(group, { ...offset, topic: place.topic }, time))
      .map(([place]) => place)
      .filter((place) => !this.#keeper.pending.has(place))
    const isBare = expired.length === places.length && !this.#keeper.pending.hasAny(group.id)
    const error = isBare && group.state === 'Empty' ? this.delete(group.id) : this.#keeper.delete(group.id, expired)
    if (error !== 'NONE') logger.warn({ groupId: group.id, error }, 'expired offsets stay for now')
  }
}
