/**
 * What stops the reading of one partition until somebody decides: seek elsewhere, or take the partition away.
 * Each names the partition and the offset; until then every poll says it again.
 */
import { ClientError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'

/** Bytes that are no batch, or not the one that its checksum was made of. */
export class CorruptBatchError extends ClientError {
  override readonly name = 'CorruptBatchError'
  readonly topic: string
  readonly partition: number
  /** The first offset that cannot be read. */
  readonly offset: number
  /** Where to seek to, to go on without these records. */
  readonly nextOffset: number

  constructor(at: TopicPartition & { offset: number; nextOffset: number; cause: unknown }) {
    const { topic, partition, offset, nextOffset, cause } = at
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `the batch at offset ${offset} cannot be read: ${why}; to go on without it, seek to ${nextOffset}`
    super({ code: 'CORRUPT_BATCH', retriable: false, message, place: { subject: partitionName(at) }, cause })
    this.topic = topic
    this.partition = partition
    this.offset = offset
    this.nextOffset = nextOffset
  }
}

/** The offset is not in the log, and nobody said where to go on. */
export class OffsetOutOfRangeError extends ClientError {
  override readonly name = 'OffsetOutOfRangeError'
  readonly topic: string
  readonly partition: number
  readonly offset: number

  constructor(at: TopicPartition & { offset: number; cause?: unknown }) {
    const { offset, cause } = at
    const why = cause === undefined ? "onOutOfRange is 'none'" : `onOutOfRange failed: ${String(cause)}`
    const message = `offset ${offset} is not in the log, and ${why}`
    super({ code: 'OFFSET_OUT_OF_RANGE', retriable: false, message, place: { subject: partitionName(at) }, cause })
    this.topic = at.topic
    this.partition = at.partition
    this.offset = at.offset
  }
}

/** Records that were read are no longer in the log: a leader without them took over. */
export class LogTruncatedError extends ClientError {
  override readonly name = 'LogTruncatedError'
  readonly topic: string
  readonly partition: number
  /** How far this reader had come. */
  readonly offset: number
  /** What it read before this offset is still so. */
  readonly safeOffset: number

  constructor(at: TopicPartition & { offset: number; safeOffset: number }) {
    const { topic, partition, offset, safeOffset } = at
    const message = `the log was cut at offset ${safeOffset}, and ${offset} had been reached; to go on, seek`
    super({ code: 'LOG_TRUNCATED', retriable: false, message, place: { subject: partitionName(at) } })
    this.topic = topic
    this.partition = partition
    this.offset = offset
    this.safeOffset = safeOffset
  }
}
