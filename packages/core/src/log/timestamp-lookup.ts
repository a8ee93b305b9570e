/**
 * The offset that belongs to a time: the first record at or after it, or the record with the latest
 * timestamp of all. The time indexes say which batch; the record is found in it.
 */
import type { RecordBatch } from '../records/batch.ts'
import type { Segment } from './segment.ts'

export interface TimestampedOffset {
  readonly offset: number
  readonly timestamp: number
}

/** The first record at or behind `from` whose timestamp is not earlier, or null. */
export function firstAtOrAfter(
  segments: readonly Segment[],
  timestamp: number,
  from: number,
): TimestampedOffset | null {
  for (const segment of segments) {
    if (segment.maxTimestamp.timestamp < timestamp) continue
    for (const { batch } of segment.scan(segment.positionForTime(timestamp))) {
      if (batch.maxTimestamp < timestamp || batch.lastOffset < from) continue
      const found = firstRecord(batch, (one) => one.timestamp >= timestamp && one.offset >= from)
      if (found !== null) return found
    }
  }
  return null
}

/** The first of the records with the latest timestamp, or null in a log without records. */
export function latestOf(segments: readonly Segment[]): TimestampedOffset | null {
  let latest: Segment | null = null
  for (const segment of segments) {
    const { timestamp } = segment.maxTimestamp
    if (timestamp !== -1 && (latest === null || timestamp > latest.maxTimestamp.timestamp)) latest = segment
  }
  if (latest === null) return null
  const { timestamp } = latest.maxTimestamp
  for (const { batch } of latest.scan(latest.positionForTime(timestamp))) {
    if (batch.maxTimestamp !== timestamp) continue
    const found = firstRecord(batch, (one) => one.timestamp === timestamp)
    if (found !== null) return found
  }
  return null
}

function firstRecord(batch: RecordBatch, isIt: (record: TimestampedOffset) => boolean): TimestampedOffset | null {
  const cursor = batch.records()
  while (cursor.next()) {
    const { offset, timestamp } = cursor
    if (isIt({ offset, timestamp })) return { offset, timestamp }
  }
  return null
}
