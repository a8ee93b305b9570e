/**
 * The last step of building a batch: its header, and the checksum over all that the producer says
 * (base offset and leader epoch are the broker's to change, and outside of it).
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'
import {
  CONTROL,
  type Compression,
  DELETE_HORIZON,
  LOG_APPEND_TIME,
  TRANSACTIONAL,
  withCompression,
} from './attributes.ts'
import { crc32c } from './crc32c.ts'
import * as layout from './layout.ts'
import { NONE, writeInt64 } from './layout.ts'

/** What is only said about a batch once its records are in. */
export interface BatchHeader {
  /** Default: -1, none. */
  readonly leaderEpoch?: number | undefined
  /** Default: -1, none: the batch is neither idempotent nor transactional. */
  readonly producerId?: number | undefined
  readonly producerEpoch?: number | undefined
  readonly baseSequence?: number | undefined
  readonly isTransactional?: boolean | undefined
  readonly isControl?: boolean | undefined
  /** The broker's clock, to take the place of all the records' timestamps. */
  readonly logAppendTime?: number | undefined
  /** Default: the latest of the records' timestamps. */
  readonly maxTimestamp?: number | undefined
  /** Default: the last record's offset. A later one says that compaction took the last records. */
  readonly lastOffset?: number | undefined
}

/** What the builder counted while the records went in. */
export interface RecordsSummary {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly baseTimestamp: number
  readonly hasDeleteHorizon: boolean
  readonly maxTimestamp: number
  readonly recordCount: number
  readonly compression: Compression
}

const INT16 = 0x7fff
const INT32 = 0x7fffffff

/** Writes the header into the first bytes of `batch`, behind which the records are. */
export function sealBatch(batch: Buffer, summary: RecordsSummary, header: BatchHeader): void {
  const { baseOffset, baseTimestamp, recordCount } = summary
  const lastOffset = header.lastOffset ?? summary.lastOffset
  const maxTimestamp = header.logAppendTime ?? header.maxTimestamp ?? summary.maxTimestamp
  writeInt64(batch, 0, integer('baseOffset', baseOffset, Number.MAX_SAFE_INTEGER))
  batch.writeInt32BE(batch.length - layout.LENGTH_COUNTS_FROM, layout.BATCH_LENGTH_AT)
  batch.writeInt32BE(integer('leaderEpoch', header.leaderEpoch ?? NONE, INT32), layout.LEADER_EPOCH_AT)
  batch.writeInt8(layout.MAGIC, layout.MAGIC_AT)
  batch.writeInt16BE(attributesOf(summary, header), layout.ATTRIBUTES_AT)
  batch.writeInt32BE(lastOffsetDelta(baseOffset, lastOffset), layout.LAST_OFFSET_DELTA_AT)
  writeInt64(batch, layout.BASE_TIMESTAMP_AT, integer('baseTimestamp', baseTimestamp, Number.MAX_SAFE_INTEGER))
  writeInt64(batch, layout.MAX_TIMESTAMP_AT, integer('maxTimestamp', maxTimestamp, Number.MAX_SAFE_INTEGER))
  writeInt64(batch, layout.PRODUCER_ID_AT, integer('producerId', header.producerId ?? NONE, Number.MAX_SAFE_INTEGER))
  batch.writeInt16BE(integer('producerEpoch', header.producerEpoch ?? NONE, INT16), layout.PRODUCER_EPOCH_AT)
  batch.writeInt32BE(integer('baseSequence', header.baseSequence ?? NONE, INT32), layout.BASE_SEQUENCE_AT)
  batch.writeInt32BE(recordCount, layout.RECORD_COUNT_AT)
  sealCrc(batch)
}

/** Writes the checksum of a batch whose fields have changed. */
export function sealCrc(batch: Buffer): void {
  batch.writeUInt32BE(crc32c(batch.subarray(layout.ATTRIBUTES_AT)), layout.CRC_AT)
}

function attributesOf(summary: RecordsSummary, header: BatchHeader): number {
  let attributes = withCompression(0, summary.compression)
  if (header.logAppendTime !== undefined) attributes |= LOG_APPEND_TIME
  if (header.isTransactional === true) attributes |= TRANSACTIONAL
  if (header.isControl === true) attributes |= CONTROL
  if (summary.hasDeleteHorizon) attributes |= DELETE_HORIZON
  return attributes
}

function lastOffsetDelta(baseOffset: number, lastOffset: number): number {
  const delta = lastOffset - baseOffset
  if (Number.isSafeInteger(lastOffset) && delta >= 0 && delta <= INT32) return delta
  const expected = `an offset from ${baseOffset} to ${baseOffset + INT32}`
  throw new EncodeError({ code: 'BAD_VALUE', path: 'lastOffset', expected, found: glimpse(lastOffset) })
}

/** `value`, if it is an integer from -1 to `max`. */
function integer(path: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= NONE && value <= max) return value
  const expected = `an integer from ${NONE} to ${max}`
  throw new EncodeError({ code: 'BAD_VALUE', path, expected, found: glimpse(value) })
}
