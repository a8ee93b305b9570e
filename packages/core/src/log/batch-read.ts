/**
 * Reading for consumers: whole batches from an offset on, as they lie in the file, in one read. The
 * records are not looked at, only the heads of the batches, to begin and end where a batch does.
 */
import { DecodeError } from '../bytes/errors.ts'
import {
  BATCH_LENGTH_AT,
  LAST_OFFSET_DELTA_AT,
  LENGTH_COUNTS_FROM,
  readInt64,
  SHORTEST_LENGTH,
} from '../records/layout.ts'
import type { Segment } from './segment/segment.ts'
import type { SegmentList } from './segment/segment-list.ts'
import type { AbortedTransaction } from './segment/transaction-index.ts'

export interface ReadRange {
  readonly offset: number
  /** No batch that begins at or behind it is given. */
  readonly upTo: number
  readonly maxBytes: number
  /** Whether the first batch is given whole where it is larger than `maxBytes`. */
  readonly atLeastOne: boolean
  /** Gives the memory to read into. */
  readonly memory?: ((bytes: number) => Buffer) | undefined
}

export interface ReadBatches {
  /** The batches one behind the other. The first may begin before the offset that was asked for. */
  readonly records: Buffer
  /** Where the next read goes on. */
  readonly nextOffset: number
}

const NO_RECORDS = Buffer.alloc(0)
/** What has to be there of a batch to know its offsets and its size. */
const HEAD_BYTES = LAST_OFFSET_DELTA_AT + 4
/** Read ahead of the batch that is looked for: the index is as coarse as this, or the batches are as large. */
const SLACK_BYTES = 16 * 1024

export function readBatches(segments: SegmentList, range: ReadRange): ReadBatches {
  if (range.offset >= range.upTo) return { records: NO_RECORDS, nextOffset: range.offset }
  for (const segment of segments.from(range.offset)) {
    try {
      const found = readFrom(segment, range)
      if (found !== null) return found
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
      throw problem.at({ subject: segment.files.path('log') })
    }
  }
  return { records: NO_RECORDS, nextOffset: range.offset }
}

/** The aborted transactions among the batches from `offset` to before `upTo`. */
export function abortedIn(segments: SegmentList, offset: number, upTo: number): AbortedTransaction[] {
  const aborted: AbortedTransaction[] = []
  for (const segment of segments.from(offset)) {
    const { transactions, isComplete } = segment.collectAborted(offset, upTo)
    aborted.push(...transactions)
    if (isComplete) break
  }
  return aborted
}

/** Null where the segment has nothing at or behind the offset. */
function readFrom(segment: Segment, range: ReadRange): ReadBatches | null {
  let position = segment.positionFor(range.offset)
  const memory = range.memory ?? Buffer.allocUnsafeSlow
  let wanted = range.maxBytes + SLACK_BYTES
  while (position + HEAD_BYTES <= segment.size) {
    const bytes = wholePiece(segment, memory(Math.min(wanted, segment.size - position)), position)
    const start = skipBefore(bytes, range.offset)
    const isHeadThere = start + HEAD_BYTES <= bytes.length
    const size = isHeadThere ? batchBytes(bytes, start) : HEAD_BYTES
    if (isHeadThere) {
      const isThere = start + size <= bytes.length
      const isAsked = range.atLeastOne || size <= range.maxBytes
      if (isThere || !isAsked || position + start + size > segment.size) return take(bytes, start, range)
    }
    position += start
    wanted = Math.max(wanted, size)
  }
  return null
}

/** Fills the piece; a file that has fewer bytes than were written to it is broken. */
function wholePiece(segment: Segment, piece: Buffer, position: number): Buffer {
  const found = segment.read(piece, position)
  if (found === piece.length) return piece
  const [expected, there] = [`${segment.size} bytes`, String(position + found)]
  throw new DecodeError({ code: 'TRUNCATED', position: position + found, expected, found: there })
}

/** Where the first batch begins that reaches the offset: in `bytes`, or behind what they hold of whole batches. */
function skipBefore(bytes: Buffer, offset: number): number {
  let at = 0
  while (at + HEAD_BYTES <= bytes.length && lastOffset(bytes, at) < offset) at += batchBytes(bytes, at)
  return at
}

/** The batches from `start` on that are whole, begin before `upTo`, and fit. */
function take(bytes: Buffer, start: number, { offset, upTo, maxBytes, atLeastOne }: ReadRange): ReadBatches {
  let end = start
  let nextOffset = offset
  while (end + HEAD_BYTES <= bytes.length && baseOffset(bytes, end) < upTo) {
    const behind = end + batchBytes(bytes, end)
    const isFirst = end === start
    if (behind > bytes.length || (behind - start > maxBytes && !(isFirst && atLeastOne))) break
    nextOffset = lastOffset(bytes, end) + 1
    end = behind
  }
  return { records: bytes.subarray(start, end), nextOffset }
}

/** Of the batch whose head is there. A length that none can have would send a reader back, perhaps for ever. */
function batchBytes(bytes: Buffer, at: number): number {
  const length = bytes.readInt32BE(at + BATCH_LENGTH_AT)
  if (length >= SHORTEST_LENGTH) return LENGTH_COUNTS_FROM + length
  const expected = `a batch length of ${SHORTEST_LENGTH} or more`
  throw new DecodeError({ code: 'BAD_LENGTH', expected, found: String(length) })
}

function baseOffset(bytes: Buffer, at: number): number {
  return readInt64(bytes, at, 'baseOffset')
}

function lastOffset(bytes: Buffer, at: number): number {
  return baseOffset(bytes, at) + bytes.readInt32BE(at + LAST_OFFSET_DELTA_AT)
}
