/**
 * The first half of a pass: reads the dirty part of a log and notes the latest offset of each key. Markers and
 * records that were never committed do not count, so that an aborted write takes no committed one's place.
 */
import type { RecordBatch } from '../../records/batch.ts'
import { abortedIn } from '../batch-read.ts'
import type { SegmentList } from '../segment/segment-list.ts'
import { CleanedTransactions } from './cleaned-transactions.ts'
import type { OffsetMap } from './offset-map.ts'
import { SegmentReader } from './segment-reader.ts'
import type { Pause, Slice } from './slice.ts'

export interface OffsetRange {
  readonly from: number
  /** Where a segment begins. */
  readonly to: number
}

interface Mapping {
  readonly map: OffsetMap
  readonly slice: Slice
}

/** Fills the map; if it gets full, with less than the range: its `latestOffset` says how much. */
export function* mapDirty(segments: SegmentList, range: OffsetRange, mapping: Mapping): Generator<Pause, void> {
  const { map, slice } = mapping
  const transactions = new CleanedTransactions()
  transactions.expect(abortedIn(segments, range.from, range.to))
  const dirty = segments.from(range.from).filter(({ baseOffset }) => baseOffset < range.to)
  for (const [index, segment] of dirty.entries()) {
    const reader = new SegmentReader(segments, segment, segment.positionFor(range.from))
    for (let batch = reader.next(); batch !== null; batch = reader.next()) {
      if (batch.isControl) transactions.passMarker(batch)
      const counts = !batch.isControl && !transactions.isAborted(batch) && batch.recordCount > 0
      if (counts && !(yield* mapRecords(batch, range.from, mapping))) return
      if (batch.lastOffset >= range.from) map.moveTo(batch.lastOffset)
      if (!counts && slice.spend(batch.sizeInBytes)) yield* slice.pause()
    }
    map.moveTo((dirty[index + 1]?.baseOffset ?? range.to) - 1)
  }
}

/** False: the map is full. */
function* mapRecords(batch: RecordBatch, from: number, { map, slice }: Mapping): Generator<Pause, boolean> {
  const cursor = yield* slice.carryOut(batch.recordsInSteps())
  const bytesEach = batch.sizeInBytes / batch.recordCount
  const inflatedBytesEach = cursor.sizeInBytes / batch.recordCount
  while (cursor.next()) {
    const key = cursor.key()
    if (key !== null && cursor.offset >= from && !map.put(key, cursor.offset)) return false
    if (slice.spend(bytesEach, inflatedBytesEach)) yield* slice.pause()
  }
  return true
}
