/**
 * What clients ask about offsets: commit them, read them, delete them. Here the group's say and the offsets
 * themselves come together.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { CommittedOffset, OffsetPlace, OffsetsOfGroup } from './committed-offset.ts'
import type { GroupDirectory } from './group-directory.ts'
import type { Journal, TransactionalProducer } from './journal.ts'
import {
  type Committer,
  checkCommitter,
  checkTransactionalCommitter,
  extendSession,
  isTooLong,
} from './offset-commit.ts'
import type { OffsetKeeper, OffsetToCommit } from './offset-keeper.ts'

export interface OffsetServiceParts {
  readonly groups: GroupDirectory
  readonly keeper: OffsetKeeper
  readonly journal: Journal
  /** How long the text beside an offset may be. */
  readonly metadataLengthMax: number
}

export interface CommitRequest extends Committer {
  readonly groupId: string
  readonly offsets: readonly OffsetToCommit[]
  readonly retentionMs: number | null
  /** In whose transaction; null for commits that hold at once. */
  readonly producer: TransactionalProducer | null
}

/** What became of each offset of a commit, in their order; a promise where it has to be durable first. */
export type CommitOutcome = readonly ErrorName[] | Promise<readonly ErrorName[]>

/** An offset as a client is told of it; null: there is none. */
export type FoundOffset = CommittedOffset | 'UNSTABLE_OFFSET_COMMIT' | null

export class OffsetService {
  readonly #parts: OffsetServiceParts

  constructor(parts: OffsetServiceParts) {
    this.#parts = parts
  }

  commit(request: CommitRequest): CommitOutcome {
    const { keeper, groups, metadataLengthMax } = this.#parts
    const { groupId, offsets, retentionMs, producer } = request
    const tell = (error: ErrorName) => {
      return offsets.map((one) => (isTooLong(one, metadataLengthMax) ? 'OFFSET_METADATA_TOO_LARGE' : error))
    }
    const refusal = this.#check(request)
    if (refusal !== 'NONE') return offsets.map(() => refusal)
    const taken = offsets.filter((offset) => !isTooLong(offset, metadataLengthMax))
    const written = taken.length === 0 ? null : keeper.commit({ groupId, offsets: taken, retentionMs, producer })
    if (typeof written === 'string') return tell(written)
    groups.open(groupId)
    const durable = written?.durable ?? null
    if (durable === null) return tell('NONE')
    return durable.then(
      () => tell('NONE'),
      () => tell('NOT_COORDINATOR'), // as for an append that the disk refuses
    )
  }

  /** The offset of one partition. Where a stable one is asked for, one that a transaction may change is none. */
  find(place: OffsetPlace, requireStable: boolean): FoundOffset {
    const { groups, keeper } = this.#parts
    if (requireStable && keeper.pending.has(place)) return 'UNSTABLE_OFFSET_COMMIT'
    return groups.get(place.groupId) === undefined ? null : (keeper.committed.get(place) ?? null)
  }

  /** All offsets of a group. */
  all(groupId: string): OffsetsOfGroup {
    const { groups, keeper } = this.#parts
    return groups.get(groupId) === undefined ? new Map() : keeper.committed.ofGroup(groupId)
  }

  /** Whether offsets of the group would be here. */
  hasRoomFor(groupId: string): boolean {
    return this.#parts.journal.hasRoomFor(groupId)
  }

  /** Deletes offsets that no member reads on from; one error for each place, or one for all. */
  delete(groupId: string, places: readonly OffsetPlace[]): ErrorName | ErrorName[] {
    const { groups, journal, keeper } = this.#parts
    if (groupId === '') return 'INVALID_GROUP_ID'
    if (!journal.hasRoomFor(groupId)) return 'NOT_COORDINATOR'
    const group = groups.get(groupId)?.group
    if (group === undefined) return 'GROUP_ID_NOT_FOUND'
    if (group.state !== 'Empty' && !group.isOfConsumers) return 'NON_EMPTY_GROUP'
    const free = places.filter(({ topic }) => !group.reads(topic))
    const error = keeper.delete(groupId, free)
    if (error !== 'NONE') return error
    return places.map(({ topic }) => (group.reads(topic) ? 'GROUP_SUBSCRIBED_TO_TOPIC' : 'NONE'))
  }

  #check(request: CommitRequest): ErrorName {
    const { groups, journal } = this.#parts
    const isTransactional = request.producer !== null
    if (!journal.hasRoomFor(request.groupId)) return 'NOT_COORDINATOR'
    const live = groups.get(request.groupId)
    if (live === undefined) return request.generation < 0 ? 'NONE' : 'GROUP_ID_NOT_FOUND'
    if (isTransactional) return checkTransactionalCommitter(live.group, request)
    const error = checkCommitter(live.group, request)
    if (error === 'NONE') extendSession(live, request)
    return error
  }
}
