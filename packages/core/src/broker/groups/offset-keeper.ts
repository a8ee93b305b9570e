/**
 * The offsets of all groups: those that hold, and those of open transactions. An offset is written down first
 * and held afterwards, so that what a client was told of is in `__consumer_offsets`.
 */
import type { Clock } from '../../host/clock.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { type CommittedOffset, CommittedOffsets, type OffsetPlace } from './committed-offset.ts'
import type { Journal, TransactionalProducer, Written } from './journal.ts'
import { type OpenTransaction, PendingOffsets, type TransactionEnd } from './pending-offsets.ts'
import { offsetKey, offsetRecord } from './stored-records.ts'

export interface OffsetToCommit {
  readonly topic: string
  /** Null where the request does not go by what the topic is now: one in a transaction. */
  readonly topicId: string | null
  readonly partition: number
  readonly offset: number
  readonly leaderEpoch: number
  readonly metadata: string | null
}

/** Commits of one group that belong together. */
export interface Commit {
  readonly groupId: string
  readonly offsets: readonly OffsetToCommit[]
  /** How long the client wants them kept; null where the broker's setting counts. */
  readonly retentionMs: number | null
  /** In whose transaction; null for commits that hold at once. */
  readonly producer: TransactionalProducer | null
}

export class OffsetKeeper {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly committed = new CommittedOffsets()
  readonly pending = new PendingOffsets()

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal
    this.#clock = clock
  }

  /** Commits all of the offsets, or none of them. */
  commit({ groupId, offsets, retentionMs, producer }: Commit): Written | ErrorName {
    const committedMs = this.#clock.nowMs()
    // For ever is as far as numbers go.
    const expiresMs = retentionMs === null ? null : Math.min(committedMs + retentionMs, Number.MAX_SAFE_INTEGER)
    const made = offsets.map(({ topic, partition, metadata, ...rest }) => {
      const place = { groupId, topic, partition }
      return { place, offset: { ...rest, metadata: metadata ?? '', committedMs, expiresMs } }
    })
    const records = made.map(({ place, offset }) => offsetRecord(place, offset))
    const written = this.#journal.write(groupId, records, producer)
    if (typeof written === 'string') return written
    const offsetsPartition = this.#journal.partitionOf(groupId)
    const transaction = producer === null ? null : { offsetsPartition, producerId: producer.producerId }
    for (const [at, { place, offset }] of made.entries()) {
      this.hold(place, { ...offset, recordOffset: written.firstOffset + at }, transaction)
    }
    return written
  }

  /** Takes an offset whose record is in the log. */
  hold(place: OffsetPlace, offset: CommittedOffset, transaction: OpenTransaction | null): void {
    if (transaction === null) this.committed.put(place, offset)
    else this.pending.put(transaction, place, offset)
  }

  /** Deletes the offsets of one group, those of open transactions included. */
  delete(groupId: string, places: readonly OffsetPlace[]): ErrorName {
    const known = places.filter((place) => this.committed.get(place) !== undefined || this.pending.has(place))
    if (known.length === 0) return 'NONE'
    const error = this.#journal.bury(groupId, known.map(offsetKey))
    if (error === 'NONE') for (const place of known) this.drop(place)
    return error
  }

  /** Forgets an offset whose tombstone is in the log. */
  drop(place: OffsetPlace): void {
    this.committed.delete(place)
    this.pending.delete(place)
  }

  /** All places of a group that have an offset, or may get one. */
  placesOf(groupId: string): OffsetPlace[] {
    const places = new Map<string, OffsetPlace>()
    const note = (place: OffsetPlace) => places.set(`${place.topic}/${place.partition}`, place)
    for (const [place] of this.committed.places(groupId)) note(place)
    for (const place of this.pending.places(groupId)) note(place)
    return [...places.values()]
  }

  /** The groups that have offsets of a topic, and where. */
  placesOfTopic(topic: string): Map<string, OffsetPlace[]> {
    const found = new Map<string, OffsetPlace[]>()
    const note = (place: OffsetPlace) => {
      if (place.topic !== topic) return
      const places = found.get(place.groupId)
      if (places === undefined) found.set(place.groupId, [place])
      else places.push(place)
    }
    for (const [place] of this.committed.places()) note(place)
    for (const place of this.pending.places()) note(place)
    return found
  }

  transactionEnded(offsetsPartition: number, end: TransactionEnd): void {
    this.pending.end(offsetsPartition, end, this.committed)
  }

  clear(): void {
    this.committed.clear()
    this.pending.clear()
  }
}
