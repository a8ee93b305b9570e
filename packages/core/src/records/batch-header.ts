/**
 * What has to be true of a batch before anything else of it is believed: its length, its format,
 * and that its fields hold what they may hold. Older formats (message sets of magic 0 and 1) have
 * the length and the magic in the same places, so that they are recognised here, and refused.
 */
import { DecodeError } from '../bytes/errors.ts'
import { readCompression } from './attributes.ts'
import * as layout from './layout.ts'
import { readInt64 } from './layout.ts'

/**
 * Bytes of the batch that begins at `start`, or null when it goes on behind the end of `buffer`.
 *
 * @throws DecodeError `UNSUPPORTED` for another format, `BAD_LENGTH` for a length no batch can have.
 */
export function batchSizeAt(buffer: Buffer, start: number): number | null {
  const available = buffer.length - start
  if (available < layout.LENGTH_COUNTS_FROM) return null
  if (available > layout.MAGIC_AT) refuseOtherMagic(buffer, start + layout.MAGIC_AT)
  const position = start + layout.BATCH_LENGTH_AT
  const length = buffer.readInt32BE(position)
  if (length < layout.SHORTEST_LENGTH) {
    const expected = `a batch length of ${layout.SHORTEST_LENGTH} or more`
    throw new DecodeError({ code: 'BAD_LENGTH', expected, found: String(length), position })
  }
  const size = layout.LENGTH_COUNTS_FROM + length
  return size > available ? null : size
}

/**
 * Refuses a header whose fields cannot be: an unknown compression, a negative count, an int64 that
 * a number does not hold. The checksum is not looked at.
 */
export function checkHeader(buffer: Buffer, start: number): void {
  readCompression(buffer, start + layout.ATTRIBUTES_AT)
  const baseOffset = readInt64(buffer, start, 'baseOffset')
  readInt64(buffer, start + layout.BASE_TIMESTAMP_AT, 'baseTimestamp')
  readInt64(buffer, start + layout.MAX_TIMESTAMP_AT, 'maxTimestamp')
  readInt64(buffer, start + layout.PRODUCER_ID_AT, 'producerId')
  const recordCount = buffer.readInt32BE(start + layout.RECORD_COUNT_AT)
  if (recordCount < 0) {
    const position = start + layout.RECORD_COUNT_AT
    const found = String(recordCount)
    throw new DecodeError({ code: 'BAD_LENGTH', path: 'recordCount', expected: '0 or more', found, position })
  }
  const lastOffsetDelta = buffer.readInt32BE(start + layout.LAST_OFFSET_DELTA_AT)
  if (lastOffsetDelta >= 0 && Number.isSafeInteger(baseOffset + lastOffsetDelta)) return
  const position = start + layout.LAST_OFFSET_DELTA_AT
  const expected = lastOffsetDelta < 0 ? '0 or more' : 'a last offset of at most 2^53 - 1'
  const found = String(lastOffsetDelta)
  throw new DecodeError({ code: 'BAD_VALUE', path: 'lastOffsetDelta', expected, found, position })
}

function refuseOtherMagic(buffer: Buffer, position: number): void {
  const magic = buffer.readInt8(position)
  if (magic === layout.MAGIC) return
  const isOlder = magic === 0 || magic === 1
  const found = isOlder ? `a message set of magic ${magic}, from before Kafka 0.11` : `magic ${magic}`
  throw new DecodeError({ code: 'UNSUPPORTED', expected: 'a record batch of magic 2', found, position })
}
