/**
 * What the head of a batch tells before the log looks at it: whether the request's version may carry it, and
 * whose transaction it is part of. Only the head is read; a batch too short to have one is the log's to refuse.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import { TRANSACTIONAL } from '../../records/attributes.ts'
import {
  ATTRIBUTES_AT,
  BATCH_LENGTH_AT,
  LENGTH_COUNTS_FROM,
  MAGIC_AT,
  PRODUCER_EPOCH_AT,
  PRODUCER_ID_AT,
  RECORDS_AT,
} from '../../records/layout.ts'

export interface Refusal {
  readonly error: ErrorName
  readonly message: string
}

const FIRST_WITH_ZSTD = 7
const MAGIC = 2
const ZSTD = 4
const COMPRESSION_MASK = 0x07

/** Why a request of this version may not carry these records, or null. */
export function refuseByVersion(records: Buffer, version: number): Refusal | null {
  const bytes = records.length > MAGIC_AT ? LENGTH_COUNTS_FROM + records.readInt32BE(BATCH_LENGTH_AT) : RECORDS_AT
  if (bytes > records.length) return invalid('one whole record batch', `${records.length} bytes`)
  const magic = records.readInt8(MAGIC_AT)
  if (magic !== MAGIC) return invalid(`a batch of magic ${MAGIC}`, `magic ${magic}`)
  if (version < FIRST_WITH_ZSTD && hasHead(records) && attributesOf(records, COMPRESSION_MASK) === ZSTD) {
    const message = `expected no zstd before version ${FIRST_WITH_ZSTD}, found it in version ${version}`
    return { error: 'UNSUPPORTED_COMPRESSION_TYPE', message }
  }
  if (bytes === records.length || bytes < RECORDS_AT) return null // such a length is the log's to refuse
  return invalid('one record batch', `${records.length - bytes} bytes behind it`)
}

/** Whether the batch is part of a transaction. */
export function isTransactional(records: Buffer): boolean {
  return hasHead(records) && attributesOf(records, TRANSACTIONAL) !== 0
}

/** The id of its producer, rounded if it is larger than any that is given out. */
export function producerIdOf(records: Buffer): number {
  return Number(records.readBigInt64BE(PRODUCER_ID_AT))
}

export function producerEpochOf(records: Buffer): number {
  return records.readInt16BE(PRODUCER_EPOCH_AT)
}

function invalid(expected: string, found: string): Refusal {
  return { error: 'INVALID_RECORD', message: `expected ${expected}, found ${found}` }
}

function hasHead(records: Buffer): boolean {
  return records.length >= RECORDS_AT
}

function attributesOf(records: Buffer, mask: number): number {
  return records.readInt16BE(ATTRIBUTES_AT) & mask
}
