/**
 * Puts a new segment in the place of those that it was made from. Readers see the change at once; the disk
 * sees it in steps, each durable before the next, so that a crash in between leaves the old segments or the
 * new one, and a start can tell which (`temporary-files.ts`):
 *
 *     1. all of the new files are there as `.cleaned`     a crash: they go
 *     2. they are called `.swap`                          from here on the new ones count
 *     3. the old ones are called `.deleted`
 *     4. the new records have their plain name            the indexes that are still `.swap` follow
 *     5. so have the new indexes
 *
 * Then the old files go, and with them the snapshots of producers that stood where an old segment began and no
 * new one does: a start reads again from where a segment begins. After a crash the start removes them.
 */
import type { SnapshotFiles } from '../producer-state/snapshot-files.ts'
import type { Segment } from '../segment/segment.ts'
import type { SegmentList } from '../segment/segment-list.ts'
import { isInLog } from './segment-reader.ts'
import type { Pause, Slice } from './slice.ts'

export interface Swap {
  readonly segments: SegmentList
  readonly snapshots: SnapshotFiles
  readonly cleaned: Segment
  readonly replaced: readonly Segment[]
}

/** False: a segment that was to be replaced has left the log meanwhile, and nothing has changed. */
export function* swapIn(swap: Swap, slice: Slice): Generator<Pause, boolean> {
  const { segments, snapshots, cleaned, replaced } = swap
  const { files } = cleaned
  const syncNames = (mustGoOn: boolean) => slice.wait(files.disk.syncDirectory(files.directory), { mustGoOn })
  cleaned.seal()
  yield* slice.wait(cleaned.flush(), { mustGoOn: false })
  yield* syncNames(false)
  if (!replaced.every((segment) => isInLog(segments, segment))) return false
  files.changeState('swap')
  exchange(swap)
  yield* syncNames(true)
  for (const segment of replaced) segment.files.changeState('deleted')
  yield* syncNames(true)
  // The new one may have left the log as well: then its files have other names, or none.
  if (isInLog(segments, cleaned)) files.changeState(null, ['log'])
  yield* syncNames(true)
  if (isInLog(segments, cleaned)) files.changeState(null)
  yield* syncNames(true)
  for (const { baseOffset } of replaced) if (baseOffset !== cleaned.baseOffset) snapshots.removeAt(baseOffset)
  yield* removeFiles(replaced, slice)
  return true
}

function exchange({ segments, cleaned, replaced }: Swap): void {
  for (const segment of replaced) {
    segments.remove(segment)
    segment.abandon()
  }
  segments.add(cleaned)
}

function* removeFiles(replaced: readonly Segment[], slice: Slice): Generator<Pause, void> {
  try {
    for (const { files } of replaced) {
      for (const _ of files.shorten()) yield* slice.pause()
      files.remove()
      yield* slice.pause()
    }
  } finally {
    for (const { files } of replaced) files.remove()
  }
}
