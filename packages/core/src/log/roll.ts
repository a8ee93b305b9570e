/** When a segment is full: it is closed then, and the log goes on in the next. */
import type { RecordBatch } from '../records/batch.ts'
import type { LogConfig } from './log-config.ts'
import type { Segment } from './segment/segment.ts'

/** Whether a batch has to begin a new segment. One that is empty takes any batch. */
export function isRollDue(
  segment: Segment,
  batch: RecordBatch,
  { config, ageMs }: { readonly config: LogConfig; readonly ageMs: number },
): boolean {
  if (segment.size === 0) return false
  const { sizeInBytes: bytes, lastOffset } = batch
  if (segment.size + bytes > config.segmentBytes) return true
  if (!segment.hasRoomFor({ bytes, lastOffset }, config.segmentIndexBytes)) return true
  // By the records' clock where they have one, so that a log that is filled with old records rolls as it would have.
  const { firstTimestamp } = segment
  return (firstTimestamp >= 0 ? batch.maxTimestamp - firstTimestamp : ageMs) > spanMs(config)
}

/** How much time a segment may span: the last one cannot be compacted, and must not keep records from it for too long. */
function spanMs({ segmentMs, maxCompactionLagMs, cleanupPolicy }: LogConfig): number {
  return cleanupPolicy.compact ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs
}
