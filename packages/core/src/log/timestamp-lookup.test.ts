import test from 'ava'
import { MemoryDisk } from '../host/memory-disk.ts'
import { BatchBuilder } from '../records/builder.ts'
import { CompactedLog, START_MS } from './compaction/compacted-log.contract.ts'
import { Segment } from './segment/segment.ts'
import { SegmentFiles } from './segment/segment-files.ts'
import { WarmSegments } from './segment/warm-segments.ts'
import { firstAtOrAfter, latestOf } from './timestamp-lookup.ts'

/** Segments of batches of records with these timestamps; each record has the next offset. */
function logOf(...contents: readonly (readonly (readonly number[])[])[]): Segment[] {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  const warm = new WarmSegments()
  let offset = 0
  return contents.map((stored) => {
    const files = new SegmentFiles({ disk, directory: '/data', baseOffset: offset })
    const segment = Segment.create({ files, warm, partition: 'orders-3', indexIntervalBytes: 1 })
    for (const times of stored) {
      const builder = new BatchBuilder({ baseOffset: offset })
      for (const time of times) builder.tryAppendPair('key', 'value', time)
      offset += times.length
      segment.append(Buffer.from(builder.build()), { lastOffset: offset - 1, maxTimestamp: Math.max(...times) })
    }
    return segment
  })
}

test('a log without a record has none at any time', (t) => {
  t.is(firstAtOrAfter([], 0, 0), null)
  t.is(latestOf([], 0), null)
  t.is(firstAtOrAfter(logOf([]), 0, 0), null)
  t.is(latestOf(logOf([]), 0), null)
})

test('the first record of a time is found within its batch, at that time or behind it', (t) => {
  const segments = logOf([[10, 20, 30], [40]])
  t.deepEqual(firstAtOrAfter(segments, 20, 0), { offset: 1, timestamp: 20 })
  t.deepEqual(firstAtOrAfter(segments, 21, 0), { offset: 2, timestamp: 30 })
  t.deepEqual(firstAtOrAfter(segments, 40, 0), { offset: 3, timestamp: 40 })
  t.is(firstAtOrAfter(segments, 41, 0), null)
})

test('records before the start are not found, though they have the time', (t) => {
  const segments = logOf([[50, 60], [10]], [[55], [70]])
  t.deepEqual(firstAtOrAfter(segments, 50, 0), { offset: 0, timestamp: 50 })
  t.deepEqual(firstAtOrAfter(segments, 50, 1), { offset: 1, timestamp: 60 })
  t.deepEqual(firstAtOrAfter(segments, 50, 2), { offset: 3, timestamp: 55 })
  t.is(firstAtOrAfter(segments, 50, 5), null)
})

test('of records with the same latest timestamp the first is the latest', (t) => {
  t.deepEqual(latestOf(logOf([[10, 90, 90], [90]], [[90]]), 0), { offset: 1, timestamp: 90 })
  t.deepEqual(latestOf(logOf([[10], [90]], [[91, 5]]), 0), { offset: 2, timestamp: 91 })
})

test('where the latest record lies before the start, the latest of the others is given', (t) => {
  const segments = logOf([[99, 20, 40], [30]], [[35]])
  t.deepEqual(latestOf(segments, 0), { offset: 0, timestamp: 99 })
  t.deepEqual(latestOf(segments, 1), { offset: 2, timestamp: 40 })
  t.deepEqual(latestOf(segments, 3), { offset: 4, timestamp: 35 })
  t.is(latestOf(segments, 5), null)
})

test('the header that compaction left of a batch does not hide a record by its timestamp', async (t) => {
  const table = new CompactedLog()
  table.append([{ key: 'a', value: 'earlier' }])
  table.clock.advance(10)
  const later = table.append([{ key: 'b', value: 'later' }])
  table.clock.advance(10)
  table.appendAs(1, [{ key: 'c', value: null }], { isTransactional: false })
  table.log.roll()
  table.clock.jumpTo(START_MS)
  table.append([{ key: 'd', value: 'out of order' }])
  await table.clean()
  table.clock.jumpTo(START_MS + 5_000)
  table.log.roll()
  await table.clean()
  t.deepEqual(
    table.batches().map(({ recordCount }) => recordCount),
    [1, 1, 0, 1],
  )
  t.deepEqual(table.log.lookUp('max-timestamp'), { offset: later, timestamp: START_MS + 10 })
  t.is(table.log.lookUp(START_MS + 11), null)
})
