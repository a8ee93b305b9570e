/**
 * The offset that belongs to a time: the first record at or after it, or the record with the latest
 * timestamp of all. The time indexes say which batch; the record is found in it.
 */
import type { RecordBatch } from '../records/batch.ts'
import type { Segment } from './segment/segment.ts'

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

/** The first of the records at or behind `from` with the latest timestamp, or null where there is none. */
export function latestOf(segments: readonly Segment[], from: number): TimestampedOffset | null {
  let latest: TimestampedOffset | null = null
  for (const segment of segments) {
    const { timestamp } = segment.maxTimestamp
    if (timestamp === -1 || timestamp <= (latest?.timestamp ?? -1)) continue
    const found = (segment.baseOffset >= from ? firstOf(segment, timestamp) : null) ?? latestIn(segment, from)
    if (found !== null && found.timestamp > (latest?.timestamp ?? -1)) latest = found
  }
  return latest
}

/** The first record of a segment that has its latest timestamp. */
function firstOf(segment: Segment, timestamp: number): TimestampedOffset | null {
  for (const { batch } of segment.scan(segment.positionForTime(timestamp))) {
    const found = batch.maxTimestamp === timestamp ? firstRecord(batch, (one) => one.timestamp === timestamp) : null
    if (found !== null) return found
  }
  return null
}

/**
 * The latest record of all may be gone: in the segment that the log's start lies in, or where compaction left the
 * header of its batch.
 */
function latestIn(segment: Segment, from: number): TimestampedOffset | null {
  let latest: TimestampedOffset | null = null
  for (const { batch } of segment.scan(segment.positionFor(from))) {
    if (batch.maxTimestamp <= (latest?.timestamp ?? -1)) continue
    const cursor = batch.records()
    while (cursor.next()) {
      const { offset, timestamp } = cursor
      if (offset >= from && timestamp > (latest?.timestamp ?? -1)) latest = { offset, timestamp }
    }
  }
  return latest
}

function firstRecord(batch: RecordBatch, isIt: (record: TimestampedOffset) => boolean): TimestampedOffset | null {
  const cursor = batch.records()
  while (cursor.next()) {
    const { offset, timestamp } = cursor
    if (isIt({ offset, timestamp })) return { offset, timestamp }
  }
  return null
}
