/**
 * Writes a batch anew without the records that compaction takes. Everything else stays: the offsets, also the
 * batch's first and last, the timestamps, the compression, and what the producer said, so that neither a
 * consumer's position nor a producer's sequence is lost.
 */
import type { RecordBatch } from '../../records/batch.ts'
import { BatchBuilder } from '../../records/builder.ts'
import type { RecordCursor } from '../../records/cursor.ts'
import { RECORDS_AT } from '../../records/layout.ts'
import type { BatchHeader } from '../../records/seal.ts'
import type { Pause, Slice } from './slice.ts'

/** Which records of a batch stay, by their places in it. */
export interface KeptRecords {
  readonly isKept: (index: number) => boolean
  /** Before the first record; the batch's own. */
  readonly cursor: RecordCursor
  /** From when on tombstones and markers in it may go; null where nothing in it waits for that. */
  readonly deleteHorizonMs: number | null
}

const NONE = -1
/** By so much a record gets longer, at most, when its timestamp is counted from another one. */
const GROWTH_BYTES_A_RECORD = 12
const BATCH_BYTES_MAX = 0x7fffffff

export function* rewriteBatch(batch: RecordBatch, kept: KeptRecords, slice: Slice): Generator<Pause, Buffer> {
  const { cursor, isKept } = kept
  const recordCount = Math.max(1, batch.recordCount)
  const bytesEach = batch.sizeInBytes / recordCount
  const inflatedBytesEach = cursor.sizeInBytes / recordCount
  let builder: BatchBuilder | undefined
  for (let index = 0; cursor.next(); index++) {
    if (slice.spend(bytesEach, inflatedBytesEach)) yield* slice.pause()
    if (!isKept(index)) continue
    builder ??= builderFor(batch, kept)
    const { timestamp, offset } = cursor
    builder.tryAppend({ key: cursor.key(), value: cursor.value(), timestamp, offset, headers: cursor.headers() })
  }
  return builder === undefined ? emptyBatch(batch) : yield* slice.carryOut(builder.buildInSteps(headerOf(batch)))
}

/** A batch without records: it says that there were some, up to which offset, and by which producer. */
export function emptyBatch(batch: RecordBatch): Buffer {
  return new BatchBuilder({ baseOffset: batch.baseOffset }).build({
    ...headerOf(batch),
    maxTimestamp: batch.maxTimestamp,
  })
}

/** For the record at hand and those that follow. It never grows: that would copy megabytes in one piece. */
function builderFor(batch: RecordBatch, { cursor, deleteHorizonMs }: KeptRecords): BatchBuilder {
  const { baseOffset, compression, recordCount } = batch
  const capacityBytes = RECORDS_AT + cursor.sizeInBytes + recordCount * GROWTH_BYTES_A_RECORD
  return new BatchBuilder({
    baseOffset,
    compression,
    alwaysCompress: true,
    maxBytes: BATCH_BYTES_MAX,
    capacityBytes,
    baseTimestamp: Math.max(NONE, cursor.timestamp),
    deleteHorizonMs: deleteHorizonMs ?? undefined,
  })
}

function headerOf(batch: RecordBatch): BatchHeader {
  return {
    leaderEpoch: batch.leaderEpoch,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    logAppendTime: batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : undefined,
    lastOffset: batch.lastOffset,
  }
}
