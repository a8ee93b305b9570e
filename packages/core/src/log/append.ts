/**
 * What is asked of a batch before it is stored, and what an append comes to. Everything here looks at
 * the batch alone; what depends on the log's past (producers, transactions) is asked afterwards. An
 * append that is refused is a value under the protocol's name for it, never an exception.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { DiskError } from '../host/disk.ts'
import { RecordBatch } from '../records/batch.ts'
import { setTimestamps } from '../records/stamp.ts'
import type { LogConfig } from './log-config.ts'
import type { Duplicate, ProducerRefusal } from './producer-state/facts.ts'
import { recompress, targetFor } from './recompress.ts'
import { checkRecords, type RecordRefusal, refuseWrongCrc } from './record-check.ts'

/** Who appends: a producer, or a coordinator of this broker, whose markers and state are trusted more. */
export interface AppendRequest {
  readonly origin: 'client' | 'coordinator'
  readonly leaderEpoch: number
  /** The version of transactions that the producer or the coordinator speaks. */
  readonly transactionVersion?: number | undefined
}

/** The batch is in the log. */
export interface Appended {
  readonly kind: 'appended'
  readonly firstOffset: number
  readonly lastOffset: number
  /** The broker's clock where the topic's timestamps are of it, otherwise -1; for a duplicate its latest timestamp. */
  readonly logAppendTimeMs: number
  /** What the batch takes in the log, where it may lie in another codec than it came in. */
  readonly storedBytes: number
  /** The batch had been appended before, and is not stored again. */
  readonly isDuplicate: boolean
  /** Kept when the batch is durable, where the topic's flush policy asks for it. */
  readonly durable: Promise<void> | null
}

export interface AppendRefusal {
  readonly kind: 'refused'
  readonly error:
    | RecordRefusal['error']
    | ProducerRefusal['error']
    | 'MESSAGE_TOO_LARGE'
    | 'RECORD_LIST_TOO_LARGE'
    | 'UNSUPPORTED_FOR_MESSAGE_FORMAT'
    | 'KAFKA_STORAGE_ERROR'
    | 'UNKNOWN_TOPIC_OR_PARTITION'
  readonly message: string
  /** The records at fault, where only some are. */
  readonly records: RecordRefusal['records']
}

export type AppendOutcome = Appended | AppendRefusal

export interface AppendPlace {
  readonly partition: string
  readonly config: LogConfig
  readonly nowMs: number
  readonly origin: AppendRequest['origin']
}

/**
 * The batch as it is to be stored: in the topic's codec, its timestamps set as the topic wants them. Offsets are
 * still those of the sender.
 */
export function checkBatch(bytes: Buffer, place: AppendPlace): RecordBatch | AppendRefusal {
  const batch = readBatch(bytes, place)
  if (!(batch instanceof RecordBatch)) return batch
  const corrupt = refuseMore(batch, bytes) ?? refuseLarge(batch, place) ?? refuseWrongCrc(batch)
  const wrong = corrupt ?? refuseClaims(batch, place)
  const stored = wrong ?? prepare(batch, place)
  return stored instanceof RecordBatch ? stored : { ...stored, message: `${place.partition}: ${stored.message}` }
}

export function refuse(error: AppendRefusal['error'], message: string): AppendRefusal {
  return { kind: 'refused', error, message, records: [] }
}

export function refuseOffline(partition: string, failure: DiskError): AppendRefusal {
  return refuse('KAFKA_STORAGE_ERROR', `${partition}: the disk failed (${failure.message})`)
}

/** The answer to a batch that is in the log already. */
export function duplicateOf({ firstOffset, lastOffset, timestamp }: Duplicate): Appended {
  const known = { firstOffset, lastOffset, logAppendTimeMs: timestamp }
  return { kind: 'appended', ...known, storedBytes: 0, isDuplicate: true, durable: null }
}

function readBatch(bytes: Buffer, { partition }: AppendPlace): RecordBatch | AppendRefusal {
  try {
    return new RecordBatch(bytes, 0, { partition, checkCrc: false }) // `checkBatch` does, once
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem
    const isFormat = problem.code === 'UNSUPPORTED'
    return refuse(isFormat ? 'UNSUPPORTED_FOR_MESSAGE_FORMAT' : 'CORRUPT_MESSAGE', problem.message)
  }
}

/** Bytes that are more than one batch; what can be said before the checksum is looked at. */
function refuseMore(batch: RecordBatch, bytes: Buffer): AppendRefusal | null {
  const more = bytes.length - batch.sizeInBytes
  return more === 0 ? null : refuse('INVALID_RECORD', `expected one batch, found ${more} bytes behind it`)
}

/** What the header says, and a producer may not. */
function refuseClaims(batch: RecordBatch, { origin }: AppendPlace): AppendRefusal | null {
  const { baseOffset, producerId } = batch
  if (batch.timestampType === 'LogAppendTime' && !batch.isControl) {
    return refuse('INVALID_TIMESTAMP', "expected the producer's timestamps, found log append time")
  }
  if (origin === 'coordinator') return null
  if (batch.isControl) return refuse('INVALID_RECORD', 'expected records of a producer, found a marker')
  if (baseOffset !== 0) return refuse('INVALID_RECORD', `expected base offset 0, found ${baseOffset}`)
  if (producerId >= 0 && batch.baseSequence < 0) {
    return refuse('INVALID_RECORD', `expected a sequence of producer ${producerId}, found none`)
  }
  if (batch.isTransactional && producerId < 0) {
    return refuse('INVALID_RECORD', "expected the id of a transaction's producer, found none")
  }
  return null
}

function refuseLarge({ sizeInBytes: size }: RecordBatch, { config }: AppendPlace): AppendRefusal | null {
  const { maxMessageBytes: most } = config
  if (size <= most) return null
  return refuse('MESSAGE_TOO_LARGE', `expected a batch of at most ${most} bytes (max.message.bytes), found ${size}`)
}

function refuseForSegment({ sizeInBytes: size }: RecordBatch, { config }: AppendPlace): AppendRefusal | null {
  const { segmentBytes: most } = config
  if (size <= most) return null
  return refuse('RECORD_LIST_TOO_LARGE', `expected a batch of at most ${most} bytes (segment.bytes), found ${size}`)
}

/** What the records say, and what is to be written for them. */
function prepare(batch: RecordBatch, place: AppendPlace): RecordBatch | AppendRefusal {
  const target = place.origin === 'client' ? targetFor(batch, place.config) : null
  if (target === null) return refuseForSegment(batch, place) ?? refuseRecords(batch, place) ?? batch
  const stored = recompress(batch, target, place)
  if (!(stored instanceof RecordBatch)) return stored
  return refuseLarge(stored, place) ?? refuseForSegment(stored, place) ?? stored
}

/** What the records say; sets the timestamps that the header ought to have. */
function refuseRecords(batch: RecordBatch, { config, nowMs }: AppendPlace): AppendRefusal | null {
  const { messageTimestampType: type } = config
  const checked = checkRecords(batch, { config, nowMs })
  if (checked.kind === 'refused') return checked
  const maxTimestamp = type === 'LogAppendTime' ? nowMs : checked.maxTimestamp
  if (batch.timestampType !== type || batch.maxTimestamp !== maxTimestamp) setTimestamps(batch, { type, maxTimestamp })
  return null
}
