/**
 * A batch under the same header around other bytes: its records in another codec. What the header says of
 * offsets, timestamps, producer and transaction stays; of the attributes only those that a broker knows.
 */
import { CONTROL, type Compression, LOG_APPEND_TIME, TRANSACTIONAL, withCompression } from './attributes.ts'
import type { RecordBatch } from './batch.ts'
import { codecs } from './compression/codecs.ts'
import * as layout from './layout.ts'

const KEPT_ATTRIBUTES = LOG_APPEND_TIME | TRANSACTIONAL | CONTROL

/** A codec to write with; where it has levels, the one to take. */
export interface Target {
  readonly compression: Compression
  readonly level?: number | undefined
}

/**
 * The batch in another codec, even where that makes it larger. Its checksum is still to be made (`setTimestamps`
 * makes it).
 *
 * @throws DecodeError where the records cannot be inflated, or become larger than the batch's limit for that.
 */
export function rewriteBatch(batch: RecordBatch, { compression, level }: Target): Buffer {
  const records = batch.inflated()
  const written = compression === 'none' ? records : codecs[compression].compress(records, level)
  const bytes = Buffer.allocUnsafe(layout.RECORDS_AT + written.length)
  batch.buffer.copy(bytes, 0, batch.start, batch.start + layout.RECORDS_AT)
  written.copy(bytes, layout.RECORDS_AT)
  bytes.writeInt32BE(bytes.length - layout.LENGTH_COUNTS_FROM, layout.BATCH_LENGTH_AT)
  bytes.writeInt16BE(withCompression(batch.attributes & KEPT_ATTRIBUTES, compression), layout.ATTRIBUTES_AT)
  return bytes
}
