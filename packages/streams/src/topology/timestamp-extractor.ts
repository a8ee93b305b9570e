/**
 * Where a record's time comes from. What is negative drops the record, which is counted. The extractors that Java
 * has are here; any function will do.
 */
export interface TimedRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: unknown
  readonly value: unknown
  /** As Kafka stored it: the producer's time, or the time of the append; negative if there is none. */
  readonly timestamp: number
}

/** @param partitionTimeMs the largest time that was taken from this partition so far; -1 before the first */
export type TimestampExtractor = (record: TimedRecord, partitionTimeMs: number) => number

/** The record's own time; a negative one ends the application. What is done when nothing is said. */
export function failOnInvalidTimestamp(record: TimedRecord): number {
  if (record.timestamp >= 0) return record.timestamp
  const place = `${record.topic}-${record.partition}@${record.offset}`
  throw new RangeError(
    `record ${place} has no usable timestamp (${record.timestamp}): it was written without one; choose another ` +
      'timestamp extractor, such as logAndSkipOnInvalidTimestamp or usePartitionTimeOnInvalidTimestamp',
  )
}

/** The record's own time; records with a negative one are dropped. */
export function logAndSkipOnInvalidTimestamp(record: TimedRecord): number {
  return record.timestamp
}

/** The record's own time, or its partition's when it is negative. */
export function usePartitionTimeOnInvalidTimestamp(record: TimedRecord, partitionTimeMs: number): number {
  if (record.timestamp >= 0) return record.timestamp
  if (partitionTimeMs >= 0) return partitionTimeMs
  const place = `${record.topic}-${record.partition}@${record.offset}`
  throw new RangeError(`record ${place} has no usable timestamp, and its partition no time yet`)
}
