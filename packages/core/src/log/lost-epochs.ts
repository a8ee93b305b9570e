/**
 * The leader epochs of a log's first records, read from the batches where the file of epochs begins later. It
 * does after a crash that took back the log's start: epochs are forgotten as soon as the start moves, and the new
 * start is written down at the next checkpoint.
 */
import type { EpochLog } from './epoch-log.ts'
import type { EpochStart } from './leader-epochs.ts'
import type { SegmentList } from './segment/segment-list.ts'

/** Completes the epochs from the log's start on. Nothing is read where they are known. */
export function completeEpochs(
  epochs: EpochLog,
  segments: SegmentList,
  { from, to }: { from: number; to: number },
): void {
  if (from >= to || epochs.epochFor(from) !== undefined) return
  epochs.prepend(epochsIn(segments, { from, to: Math.min(to, epochs.firstOffset ?? to) }))
}

function epochsIn(segments: SegmentList, { from, to }: { from: number; to: number }): EpochStart[] {
  const found: EpochStart[] = []
  for (const segment of segments.from(from)) {
    if (segment.baseOffset >= to) break
    for (const { batch } of segment.scan(segment.positionFor(from))) {
      if (batch.lastOffset < from) continue
      if (batch.baseOffset >= to) break
      // Appended before brokers wrote epochs: nobody can tell.
      if (batch.leaderEpoch < 0) return found
      const startOffset = Math.max(from, batch.baseOffset)
      if (batch.leaderEpoch !== found.at(-1)?.epoch) found.push({ epoch: batch.leaderEpoch, startOffset })
    }
  }
  return found
}
