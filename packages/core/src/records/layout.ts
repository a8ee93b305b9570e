/**
 * The record batch, magic 2, as it travels and as it lies on disk. Numbers are big-endian.
 *
 *     byte  type    field
 *        0  int64   base offset           the broker's to set: outside of the checksum
 *        8  int32   batch length          bytes from 12 to the end
 *       12  int32   leader epoch          the broker's to set: outside of the checksum
 *       16  int8    magic                 2
 *       17  uint32  CRC-32C               of everything from 21 to the end
 *       21  int16   attributes            see attributes.ts
 *       23  int32   last offset delta     last offset - base offset
 *       27  int64   base timestamp        or the delete horizon, where the attributes say so
 *       35  int64   max timestamp
 *       43  int64   producer id           -1: none
 *       51  int16   producer epoch        -1: none
 *       53  int32   base sequence         -1: none
 *       57  int32   record count
 *       61          records               compressed together, where the attributes say so
 *
 *     record: varint length of what follows, int8 attributes (unused), varlong timestamp delta,
 *             varint offset delta, key, value, varint header count, headers
 *     key, value: varint length, -1 for null, bytes
 *     header: varint key length, key in UTF-8, value as above
 */
import { DecodeError } from '../bytes/errors.ts'

export const BATCH_LENGTH_AT = 8
export const LEADER_EPOCH_AT = 12
export const MAGIC_AT = 16
export const CRC_AT = 17
export const ATTRIBUTES_AT = 21
export const LAST_OFFSET_DELTA_AT = 23
export const BASE_TIMESTAMP_AT = 27
export const MAX_TIMESTAMP_AT = 35
export const PRODUCER_ID_AT = 43
export const PRODUCER_EPOCH_AT = 51
export const BASE_SEQUENCE_AT = 53
export const RECORD_COUNT_AT = 57
export const RECORDS_AT = 61

/** Bytes before the ones that the batch length counts. */
export const LENGTH_COUNTS_FROM = 12
/** The batch length of a batch without records. */
export const SHORTEST_LENGTH = RECORDS_AT - LENGTH_COUNTS_FROM
/** Bytes of the shortest record: its length, attributes, two deltas, null key, null value, no headers. */
export const SHORTEST_RECORD = 7
export const MAGIC = 2
/** What the id, epoch and sequence of a producer, and a timestamp, hold where there is none. */
export const NONE = -1

const TWO_TO_32 = 0x100000000

/** An int64 as a number; one that a number cannot hold exactly is refused, by its field's name. */
export function readInt64(bytes: Buffer, at: number, path: string): number {
  const value = bytes.readInt32BE(at) * TWO_TO_32 + bytes.readUInt32BE(at + 4)
  if (Number.isSafeInteger(value)) return value
  const expected = 'an integer between -(2^53 - 1) and 2^53 - 1'
  throw new DecodeError({
    code: 'UNSAFE_INTEGER',
    path,
    expected,
    found: String(bytes.readBigInt64BE(at)),
    position: at,
  })
}

/** Writes a safe integer as int64. */
export function writeInt64(bytes: Buffer, at: number, value: number): void {
  bytes.writeInt32BE(Math.floor(value / TWO_TO_32), at)
  bytes.writeUInt32BE(value >>> 0, at + 4)
}
