/**
 * What is written into a batch that was built, in place: by a broker when it appends it to the log, and by a
 * producer that has to send it under another number. Offsets and the leader epoch lie outside of the checksum;
 * all else lies inside, so that it is made anew.
 */
import type { TimestampType } from './attributes.ts'
import { LOG_APPEND_TIME } from './attributes.ts'
import type { RecordBatch } from './batch.ts'
import * as layout from './layout.ts'
import { writeInt64 } from './layout.ts'
import { sealCrc } from './seal.ts'

/** Gives the batch its place in the log. The records' offsets follow, since they are written as deltas. */
export function setPlace(batch: RecordBatch, place: { baseOffset: number; leaderEpoch: number }): void {
  writeInt64(batch.buffer, batch.start, place.baseOffset)
  batch.buffer.writeInt32BE(place.leaderEpoch, batch.start + layout.LEADER_EPOCH_AT)
}

/** Sets whose clock the timestamps are of, and the latest; with `LogAppendTime` it is every record's. */
export function setTimestamps(batch: RecordBatch, latest: { type: TimestampType; maxTimestamp: number }): void {
  const bytes = batch.bytes
  const others = batch.attributes & ~LOG_APPEND_TIME
  bytes.writeInt16BE(latest.type === 'LogAppendTime' ? others | LOG_APPEND_TIME : others, layout.ATTRIBUTES_AT)
  writeInt64(bytes, layout.MAX_TIMESTAMP_AT, latest.maxTimestamp)
  sealCrc(bytes)
}

/** Gives a built batch the producer, epoch and sequence number under which it is sent. */
export function setProducer(
  batch: Buffer,
  producer: { producerId: number; producerEpoch: number; baseSequence: number },
): void {
  writeInt64(batch, layout.PRODUCER_ID_AT, producer.producerId)
  batch.writeInt16BE(producer.producerEpoch, layout.PRODUCER_EPOCH_AT)
  batch.writeInt32BE(producer.baseSequence, layout.BASE_SEQUENCE_AT)
  sealCrc(batch)
}
