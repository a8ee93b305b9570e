import test from 'ava'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { Segment } from './segment.ts'
import { SegmentFiles } from './segment-files.ts'
import { SegmentList } from './segment-list.ts'
import { WarmSegments } from './warm-segments.ts'

/** A list of segments that begin at these offsets, added in this order. */
function listOf(...baseOffsets: readonly number[]): SegmentList {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  const warm = new WarmSegments()
  const list = new SegmentList()
  for (const baseOffset of baseOffsets) {
    const files = new SegmentFiles({ disk, directory: '/data', baseOffset })
    list.add(Segment.create({ files, warm, partition: 'orders-3', indexIntervalBytes: 100 }))
  }
  return list
}

const bases = (segments: Iterable<Segment>) => Array.from(segments, ({ baseOffset }) => baseOffset)

test('an empty list has no segment to append to', (t) => {
  const list = listOf()
  t.is(list.count, 0)
  t.is(list.size, 0)
  t.deepEqual(list.from(0), [])
  t.throws(() => list.active, { message: 'a log has a segment' })
  t.throws(() => list.first, { message: 'a log has a segment' })
})

test('segments are in the order of their offsets, however they came', (t) => {
  const list = listOf(20, 0, 30, 10)
  t.deepEqual(bases(list), [0, 10, 20, 30])
  t.is(list.first.baseOffset, 0)
  t.is(list.active.baseOffset, 30)
  t.throws(() => list.add(list.first), { message: 'two segments from 0 on' })
})

test('an offset is looked for from the segment on that may hold it', (t) => {
  const list = listOf(10, 20, 30)
  t.deepEqual(bases(list.from(19)), [10, 20, 30])
  t.deepEqual(bases(list.from(20)), [20, 30])
  t.deepEqual(bases(list.from(1_000)), [30])
  t.deepEqual(bases(list.from(3)), [10, 20, 30])
})

test('a segment ends where the next one begins, and the last is open', (t) => {
  const list = listOf(10, 20, 35)
  t.deepEqual(
    bases(list).map((_, index) => list.endOf([...list][index] as Segment)),
    [20, 35, undefined],
  )
})

test('the oldest segments are dropped, but never the last', (t) => {
  const list = listOf(0, 10, 20)
  t.throws(() => list.dropFirst(3), { message: 'a log keeps a segment' })
  t.deepEqual(bases(list.dropFirst(2)), [0, 10])
  t.deepEqual(bases(list), [20])
})

test('segments that are removed in the midst of a walk do not disturb it', (t) => {
  const list = listOf(0, 10, 20)
  const seen: number[] = []
  for (const segment of list) {
    seen.push(segment.baseOffset)
    list.remove(segment)
  }
  t.deepEqual(seen, [0, 10, 20])
  t.is(list.count, 0)
})
