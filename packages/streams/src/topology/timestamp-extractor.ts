/**
 * Where a record's time comes from. What is negative drops the record, which is counted. The extractors that Java
 * has are here; any function will do.
 */
import type { Headers } from '../record/headers.ts'
import { TimestampError } from './timestamp-error.ts'

export interface TimedRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: unknown
  readonly value: unknown
  readonly headers: Headers
  /** As Kafka stored it: the producer's time, or the time of the append; negative if there is none. */
  readonly timestamp: number
}

/**
 * @param partitionTimeMs the largest time that was taken from this partition so far; -1 before the first
 * @param now the wall clock
 */
export type TimestampExtractor = (record: TimedRecord, partitionTimeMs: number, now: () => number) => number

/** The record's own time; a negative one ends the application. What is done when nothing is said. */
export function failOnInvalidTimestamp(record: TimedRecord): number {
  if (record.timestamp >= 0) return record.timestamp
  const problem =
    `its timestamp is ${record.timestamp}, it was written without one; choose another timestamp extractor, ` +
    'such as skipInvalidTimestamps or partitionTimeOnInvalid'
  throw new TimestampError('INVALID_TIMESTAMP', { record, problem })
}

/** The record's own time; records with a negative one are dropped. */
export function skipInvalidTimestamps(record: TimedRecord): number {
  return record.timestamp
}

/** The record's own time, or its partition's when it is negative. */
export function partitionTimeOnInvalid(record: TimedRecord, partitionTimeMs: number): number {
  if (record.timestamp >= 0) return record.timestamp
  if (partitionTimeMs >= 0) return partitionTimeMs
  const problem = `its timestamp is ${record.timestamp}, and its partition has no time yet`
  throw new TimestampError('INVALID_TIMESTAMP', { record, problem })
}

/** The time at which the record is looked at, by the task's own clock. */
export function wallClockTime(_record: TimedRecord, _partitionTimeMs: number, now: () => number): number {
  return now()
}
