/**
 * Walks over the batches of a segment's file from a position on, a large piece of the file at a time.
 * Recovery, compaction and the search for timestamps see every batch this way; reads for consumers don't.
 */
import { DecodeError } from '../../bytes/errors.ts'
import { RecordBatch } from '../../records/batch.ts'
import { BATCH_LENGTH_AT, LENGTH_COUNTS_FROM, MAGIC_AT } from '../../records/layout.ts'

const PIECE_BYTES = 1024 * 1024
/** Offset, length, leader epoch, magic: what must be there before a batch's size is known and believed. */
const HEAD_BYTES = MAGIC_AT + 1

/** A batch where it lies in the file. Its bytes are good until the next one is asked for. */
export interface ScannedBatch {
  readonly position: number
  readonly batch: RecordBatch
}

/** Where the bytes are from: a segment, whose file may be closed and opened again between two reads. */
export interface ByteSource {
  read(target: Uint8Array, position: number): number
}

export interface ScanRange {
  readonly from: number
  /** Where the file's batches end. */
  readonly to: number
  /** For errors, for example `orders-3`. */
  readonly partition: string
}

/**
 * The batches that begin in the range. A batch that is cut off by the range's end is not given.
 *
 * @throws DecodeError for bytes that are no batch; its position counts from the file's start.
 */
export function* scanBatches(source: ByteSource, { from, to, partition }: ScanRange): Generator<ScannedBatch> {
  let piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, Math.max(HEAD_BYTES, to - from)))
  let pieceStart = from
  let filled = readPiece(source, piece, { position: from, to })
  for (let position = from; position + HEAD_BYTES <= to; ) {
    let at = position - pieceStart
    const size = at + HEAD_BYTES <= filled ? sizeAt(piece, at) : HEAD_BYTES
    if (at + size > filled) {
      if (position + size > to && size > HEAD_BYTES) return
      if (size > piece.length) piece = Buffer.allocUnsafeSlow(size)
      filled = readPiece(source, piece, { position, to })
      pieceStart = position
      at = 0
      if (filled < Math.min(size, to - position)) return
      continue
    }
    const batch = batchAt(piece.subarray(at, at + size), { position, partition })
    yield { position, batch }
    position += size
  }
}

function sizeAt(piece: Buffer, at: number): number {
  // A length that cannot be is left to RecordBatch to refuse, which sees at least the head.
  return Math.max(HEAD_BYTES + 1, LENGTH_COUNTS_FROM + piece.readInt32BE(at + BATCH_LENGTH_AT))
}

function batchAt(bytes: Buffer, { position, partition }: { position: number; partition: string }): RecordBatch {
  try {
    return new RecordBatch(bytes, 0, { partition, checkCrc: false })
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem
    throw problem.at({ position: position + (problem.position ?? 0) })
  }
}

function readPiece(source: ByteSource, piece: Buffer, { position, to }: { position: number; to: number }): number {
  return source.read(piece.subarray(0, Math.min(piece.length, to - position)), position)
}
