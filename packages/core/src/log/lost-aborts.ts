/**
 * Which transactions the markers in a segment abort, found out from the log where the segment's own index of
 * them is broken: from the latest snapshot of the producers before the segment, or where there is none from
 * the log's first batch, everything up to the segment's end is replayed.
 */
import type { Logger } from '../host/logger.ts'
import { ProducerStates } from './producer-state/producer-states.ts'
import type { SnapshotFiles } from './producer-state/snapshot-files.ts'
import type { CompletedTransaction } from './producer-state/transactions.ts'
import { markerOf, replay } from './replay.ts'
import type { Segment } from './segment/segment.ts'
import type { SegmentList } from './segment/segment-list.ts'

export interface AbortSources {
  readonly partition: string
  readonly segments: SegmentList
  readonly snapshots: SnapshotFiles
  readonly logger: Logger
}

export function findAborted(segment: Segment, sources: AbortSources): CompletedTransaction[] {
  const { partition, segments, logger } = sources
  logger.warn({ partition, baseOffset: segment.baseOffset }, 'a transaction index is broken; it is made anew')
  const producers = producersBefore(segment, sources.snapshots)
  const aborted: CompletedTransaction[] = []
  const earlier = segments.from(producers.endOffset).filter(({ baseOffset }) => baseOffset < segment.baseOffset)
  for (const one of [...earlier, segment]) {
    // From its start: the indexes of this segment are not there yet.
    for (const { batch } of one.scan()) {
      if (batch.lastOffset < producers.endOffset) continue
      const ended = replay(producers, batch, markerOf(batch))
      if (ended?.isAborted === true && one === segment) aborted.push(ended)
    }
  }
  return aborted
}

function producersBefore({ baseOffset }: Segment, snapshots: SnapshotFiles): ProducerStates {
  const producers = new ProducerStates()
  const snapshot = snapshots.latestUpTo(baseOffset)
  if (snapshot === null) return producers
  const never = { nowMs: 0, expirationMs: Number.POSITIVE_INFINITY }
  producers.restore(snapshot.producers, { endOffset: snapshot.offset, ...never })
  return producers
}
