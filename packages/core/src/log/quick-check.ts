/**
 * The check of a batch's records as nearly all batches pass it: it is most of what an append costs, and this
 * takes a third of the time of the careful walk. It never refuses: where it meets what it does not know
 * (headers, very long records, a null key where keys are needed, anything wrong), the careful walk decides.
 */
import type { RecordBatch } from '../records/batch.ts'
import { RECORDS_AT } from '../records/layout.ts'

/** In place of a varint that is longer than three bytes. No length and no delta that is accepted is as large. */
const TOO_LONG = 0x7fffffff
const NULL_LENGTH = 1

export interface QuickRules {
  readonly needsKeys: boolean
  /** The bounds of the records' timestamps. */
  readonly earliest: number
  readonly latest: number
}

/** The latest timestamp of a batch whose records are all right; null where that is not sure. */
export function quickMaxTimestamp(batch: RecordBatch, rules: QuickRules): number | null {
  const count = batch.recordCount
  const isPlain = batch.compression === 'none' && batch.timestampType === 'CreateTime' && !batch.isControl
  if (!isPlain || count === 0 || count !== batch.lastOffset - batch.baseOffset + 1) return null
  const deltas = timestampDeltas(batch, rules.needsKeys)
  if (deltas === null) return null
  const { baseTimestamp } = batch
  const least = baseTimestamp + deltas.least
  const most = baseTimestamp + deltas.most
  const isTimely = least >= Math.max(0, rules.earliest) && most <= rules.latest
  return isTimely && Number.isSafeInteger(most) ? most : null
}

/** The least and the most of the timestamp deltas, where each record ends as it says and the offsets count up. */
function timestampDeltas(batch: RecordBatch, needsKeys: boolean): { least: number; most: number } | null {
  const { buffer: bytes, end, recordCount } = batch
  let at = batch.start + RECORDS_AT
  let least = TOO_LONG
  let most = -TOO_LONG
  for (let index = 0; index < recordCount; index++) {
    const length = varintAt(bytes, at)
    at += varintSize(length)
    const recordEnd = at + (length >>> 1)
    if ((length & 1) === 1 || recordEnd > end) return null

    at++ // attributes
    const timestamp = varintAt(bytes, at)
    at += varintSize(timestamp)
    const delta = (timestamp >>> 1) ^ -(timestamp & 1)
    if (delta < least) least = delta
    if (delta > most) most = delta
    if (timestamp === TOO_LONG || varintAt(bytes, at) !== 2 * index) return null
    at += varintSize(2 * index)

    const key = varintAt(bytes, at)
    at += varintSize(key) + contentBytes(key)
    const value = varintAt(bytes, at)
    at += varintSize(value) + contentBytes(value)
    if (needsKeys && key === NULL_LENGTH) return null
    // The count of headers, and the end. A field that is too long leads behind it.
    if (bytes[at++] !== 0 || at !== recordEnd) return null
  }
  return at === end ? { least, most } : null
}

/** As it is written, not yet with its sign; in the shortest form only, from which its size follows. */
function varintAt(bytes: Buffer, at: number): number {
  const first = bytes[at] as number
  if (first <= 0x7f) return first
  const second = bytes[at + 1] as number
  if (second <= 0x7f) return second === 0 ? TOO_LONG : (first & 0x7f) | (second << 7)
  const third = bytes[at + 2] as number
  return third === 0 || third > 0x7f ? TOO_LONG : (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14)
}

function varintSize(value: number): number {
  if (value <= 0x7f) return 1
  return value <= 0x3fff ? 2 : 3
}

/** Of a key or value, whose null has none. */
function contentBytes(length: number): number {
  if ((length & 1) === 0) return length >>> 1
  return length === NULL_LENGTH ? 0 : TOO_LONG
}
