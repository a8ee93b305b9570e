/**
 * Brings groups and offsets back from `__consumer_offsets` after a start: the records in the order in which
 * they were written, the later one of a key taking the place of the earlier. Offsets of a transaction count
 * when its marker comes, and stay pending where it has not. Nothing is written here.
 */
import { DecodeError } from '../../bytes/errors.ts'
import type { Logger } from '../../host/logger.ts'
import { consumerOffsetsRecords, decodeStoredKey } from '../../protocol/stored.ts'
import { decodeVersioned } from '../../protocol/versioned.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { readMarker } from '../../records/control.ts'
import type { RecordCursor } from '../../records/cursor.ts'
import { batchesOf } from '../internal-log.ts'
import type { Partition } from '../topics/partition.ts'
import type { CommittedOffset } from './committed-offset.ts'
import type { GroupDirectory } from './group-directory.ts'
import type { OffsetKeeper } from './offset-keeper.ts'
import type { OpenTransaction } from './pending-offsets.ts'
import { NO_TOPIC_ID, restoreGroup, restoreOffset } from './stored-records.ts'

const { groupMetadata, offsetCommit, legacyOffsetCommit } = consumerOffsetsRecords
/** What is kept here of all that the topic can hold. */
const SERVED = { groupMetadata, offsetCommit, legacyOffsetCommit } as const

export class Replay {
  readonly #groups: GroupDirectory
  readonly #offsets: OffsetKeeper
  readonly #logger: Logger

  constructor(parts: { groups: GroupDirectory; offsets: OffsetKeeper; logger: Logger }) {
    this.#groups = parts.groups
    this.#offsets = parts.offsets
    this.#logger = parts.logger
  }

  /** Takes in all that a partition of `__consumer_offsets` holds. */
  run({ index, log }: Partition): void {
    for (const batch of batchesOf(log)) this.#takeBatch(batch, index)
  }

  #takeBatch(batch: RecordBatch, offsetsPartition: number): void {
    const { producerId, isControl, isTransactional } = batch
    const transaction = { offsetsPartition, producerId }
    const cursor = batch.records()
    while (cursor.next()) {
      if (isControl) this.#takeMarker(cursor, transaction)
      else this.#takeRecord(cursor, isTransactional ? transaction : null)
    }
  }

  #takeMarker(cursor: RecordCursor, { offsetsPartition, producerId }: OpenTransaction): void {
    const marker = readMarker(cursor)
    if (marker === null) return
    this.#offsets.transactionEnded(offsetsPartition, { producerId, isCommit: marker.type === 'COMMIT' })
  }

  /** Records of kinds that are not served here, such as those of newer group protocols, are left alone. */
  #takeRecord(cursor: RecordCursor, transaction: OpenTransaction | null): void {
    try {
      const { record, key } = decodeStoredKey<(typeof SERVED)[keyof typeof SERVED]>(SERVED, cursor.key() ?? NO_KEY)
      const value = cursor.value()
      if (!('topic' in key)) return this.#takeGroup(key.group, value)
      const place = { groupId: key.group, topic: key.topic, partition: key.partition }
      if (value === null) return this.#offsets.drop(place)
      const offset = record === offsetCommit ? readOffset(value, cursor.offset) : readLegacyOffset(value, cursor.offset)
      this.#groups.open(place.groupId)
      this.#offsets.hold(place, offset, transaction)
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
      const said = { offset: cursor.offset, error: problem.message }
      if (problem.code === 'UNSUPPORTED') this.#logger.debug(said, 'a record of __consumer_offsets is not ours')
      else this.#logger.error(said, 'a record of __consumer_offsets cannot be read and is passed over')
    }
  }

  #takeGroup(groupId: string, value: Buffer | null): void {
    if (value === null) this.#groups.forget(groupId)
    else this.#groups.put(restoreGroup(groupId, decodeVersioned(groupMetadata.value, value).body))
  }
}

const NO_KEY = Buffer.alloc(0)

function readOffset(value: Buffer, recordOffset: number): CommittedOffset {
  return restoreOffset(decodeVersioned(offsetCommit.value, value).body, recordOffset)
}

/** As the first brokers with this topic wrote it. */
function readLegacyOffset(value: Buffer, recordOffset: number): CommittedOffset {
  const { body } = decodeVersioned(legacyOffsetCommit.value, value)
  return restoreOffset({ ...body, leaderEpoch: -1, expireTimestamp: -1, topicId: NO_TOPIC_ID }, recordOffset)
}
