/**
 * Reads a segment's batches one after the other, across pauses in which its file may be closed, renamed or
 * removed: what was read stays in memory. A segment that left the log meanwhile ends early; whoever reads it
 * asks `isInLog` afterwards.
 */
import { RecordBatch } from '../../records/batch.ts'
import { batchSizeAt } from '../../records/batch-header.ts'
import { BATCH_LENGTH_AT, LENGTH_COUNTS_FROM } from '../../records/layout.ts'
import type { Segment } from '../segment/segment.ts'
import type { SegmentList } from '../segment/segment-list.ts'

const PIECE_BYTES = 256 * 1024

export class SegmentReader {
  readonly #segments: SegmentList
  readonly #segment: Segment
  /** Where in the file the next piece begins. */
  #position: number
  #piece: Buffer = Buffer.alloc(0)
  /** Where in the piece the next batch begins, and where what was read ends. */
  #at = 0
  #end = 0

  constructor(segments: SegmentList, segment: Segment, from: number) {
    this.#segments = segments
    this.#segment = segment
    this.#position = from
  }

  /** Whether there is no batch behind the one that was given last. */
  get isAtEnd(): boolean {
    return this.#at === this.#end && this.#position >= this.#segment.size
  }

  /**
   * The next batch, its checksum checked: nothing wrong is copied and thereby made right. Its bytes are good
   * until the next one is asked for, pauses included.
   *
   * @throws DecodeError for bytes that are no batch.
   */
  next(): RecordBatch | null {
    if (!this.#hasWhole() && !this.#refill()) return null
    const batch = new RecordBatch(this.#piece.subarray(0, this.#end), this.#at, { checkCrc: false })
    batch.checkCrc()
    this.#at = batch.end
    return batch
  }

  #hasWhole(): boolean {
    return batchSizeAt(this.#piece.subarray(0, this.#end), this.#at) !== null
  }

  /** Reads on behind what is left of the piece, as far as there is room for a batch or more. */
  #refill(): boolean {
    if (!isInLog(this.#segments, this.#segment)) return false
    const left = this.#piece.subarray(this.#at, this.#end)
    const knownBytes = left.length < LENGTH_COUNTS_FROM ? 0 : LENGTH_COUNTS_FROM + left.readInt32BE(BATCH_LENGTH_AT)
    const wanted = Math.max(PIECE_BYTES, knownBytes)
    const piece = this.#piece.length < wanted ? Buffer.allocUnsafeSlow(wanted) : this.#piece
    piece.set(left)
    const count = this.#segment.read(piece.subarray(left.length), this.#position)
    this.#piece = piece
    this.#at = 0
    this.#end = left.length + count
    this.#position += count
    if (this.#end === 0) return false
    return this.#hasWhole() || count === 0 || this.#refill()
  }
}

export function isInLog(segments: SegmentList, segment: Segment): boolean {
  return segments.from(segment.baseOffset)[0] === segment
}
