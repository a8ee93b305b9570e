/**
 * Transaction markers: the one record of a control batch with which the coordinator ends a producer's
 * transaction in a partition.
 *
 *     key    int16 version 0, int16 type: 0 abort, 1 commit; other types are not transactions' and
 *            are passed over
 *     value  int16 version 0, int32 coordinator epoch; later versions may add to it
 */
import { DecodeError } from '../bytes/errors.ts'
import { BatchBuilder } from './builder.ts'
import type { RecordCursor } from './cursor.ts'

export interface TransactionMarker {
  readonly type: 'COMMIT' | 'ABORT'
  readonly coordinatorEpoch: number
}

/** A marker, and the transaction that it ends. */
export interface MarkerToWrite extends TransactionMarker {
  readonly producerId: number
  readonly producerEpoch: number
  readonly timestamp: number
  readonly baseOffset?: number | undefined
  readonly leaderEpoch?: number | undefined
}

const ABORT = 0
const COMMIT = 1
const KEY_BYTES = 4
const VALUE_BYTES = 6
/** The header and a record of 17 bytes. */
const MARKER_BATCH_MAX_BYTES = 78

/**
 * The marker that the cursor, of a control batch, stands on; null for other control records.
 *
 * @throws DecodeError `BAD_LENGTH` or `BAD_VALUE` if the record cannot be a control record.
 */
export function readMarker(record: RecordCursor): TransactionMarker | null {
  const key = part(record, 'key', KEY_BYTES)
  const type = key.readInt16BE(2)
  if (type !== ABORT && type !== COMMIT) return null
  const value = part(record, 'value', VALUE_BYTES)
  return { type: type === COMMIT ? 'COMMIT' : 'ABORT', coordinatorEpoch: value.readInt32BE(2) }
}

/** The batch that ends a transaction. */
export function buildMarker(marker: MarkerToWrite): Buffer {
  const { producerId, producerEpoch, leaderEpoch } = marker
  const key = Buffer.alloc(KEY_BYTES)
  key.writeInt16BE(marker.type === 'COMMIT' ? COMMIT : ABORT, 2)
  const value = Buffer.alloc(VALUE_BYTES)
  value.writeInt32BE(marker.coordinatorEpoch, 2)
  const builder = new BatchBuilder({ baseOffset: marker.baseOffset, maxBytes: MARKER_BATCH_MAX_BYTES })
  builder.tryAppendPair(key, value, marker.timestamp)
  return builder.build({ producerId, producerEpoch, leaderEpoch, isTransactional: true, isControl: true })
}

/** The key or value, of which there must be so many bytes, beginning with a version. */
function part(record: RecordCursor, path: 'key' | 'value', bytesMin: number): Buffer {
  const subject = `control record at offset ${record.offset}`
  const bytes = record[path]()
  if (bytes === null || bytes.length < bytesMin) {
    const found = bytes === null ? 'null' : `${bytes.length} bytes`
    throw new DecodeError({ code: 'BAD_LENGTH', subject, path, expected: `${bytesMin} bytes or more`, found })
  }
  const version = bytes.readInt16BE(0)
  if (version >= 0) return bytes
  throw new DecodeError({ code: 'BAD_VALUE', subject, path, expected: 'version 0 or later', found: String(version) })
}
