import test from 'ava'
import { FaultyDisk } from '../../host/faulty-disk.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { Segment, type SegmentOptions } from './segment.ts'
import { SegmentFiles } from './segment-files.ts'
import { WarmSegments } from './warm-segments.ts'

const LOG = '/data/00000000000000000100.log'

function make() {
  const memory = new MemoryDisk()
  memory.makeDirectory('/data')
  const disk = new FaultyDisk(memory, { random: new SeededRandom(1) })
  const files = new SegmentFiles({ disk, directory: '/data', baseOffset: 100 })
  const options: SegmentOptions = { files, warm: new WarmSegments(), partition: 'orders-3', indexIntervalBytes: 100 }
  return { disk, options, segment: Segment.create(options) }
}

/** Appends a record at each offset, whose timestamp is its offset, and gives the bytes of one batch. */
function fill(segment: Segment, from: number, to: number): number {
  let bytes = 0
  for (let offset = from; offset < to; offset++) {
    const builder = new BatchBuilder({ baseOffset: offset })
    builder.tryAppendPair('key', 'value', offset)
    const batch = Buffer.from(builder.build())
    segment.append(batch, { lastOffset: offset, maxTimestamp: offset })
    bytes = batch.length
  }
  return bytes
}

const offsets = (segment: Segment) => Array.from(segment.scan(), ({ batch }) => batch.baseOffset)

test('a segment without a batch has no timestamps and goes on at its base', (t) => {
  const { segment } = make()
  t.is(segment.size, 0)
  t.is(segment.nextOffset(), 100)
  t.is(segment.firstTimestamp, -1)
  t.is(segment.maxTimestamp.timestamp, -1)
  t.is(segment.read(Buffer.alloc(10), 0), 0)
})

test('a segment that was closed knows the same when it is opened again', (t) => {
  const { segment, options } = make()
  fill(segment, 100, 120)
  segment.close()
  const again = Segment.open(options)
  t.is(again.size, segment.size)
  t.is(again.nextOffset(), 120)
  t.is(again.firstTimestamp, 100)
  t.deepEqual(again.maxTimestamp, { timestamp: 119, offset: 119 })
  t.true(again.positionFor(115) > 0)
})

test('indexes that are corrupt are made anew from the records', (t) => {
  const { segment, options } = make()
  fill(segment, 100, 120)
  const position = segment.positionFor(115)
  segment.close()
  options.files.save('index', Buffer.alloc(16, 0xff))
  const again = Segment.open(options)
  t.is(again.positionFor(115), position)
  t.deepEqual(again.maxTimestamp, { timestamp: 119, offset: 119 })
})

test('an offset index that leads behind the records is made anew from them', (t) => {
  const { segment, options } = make()
  fill(segment, 100, 120)
  segment.close()
  const entry = Buffer.alloc(8)
  entry.writeInt32BE(5, 0)
  entry.writeInt32BE(1_000_000, 4)
  options.files.save('index', entry)
  const again = Segment.open(options)
  t.true(again.positionFor(115) < again.size)
  t.is(again.nextOffset(), 120)
})

test('a rebuild cuts the file off before a torn batch, and before one that is refused', (t) => {
  const { segment } = make()
  const bytes = fill(segment, 100, 105)
  t.deepEqual(
    segment.rebuild(({ batch }) => batch.baseOffset < 104),
    { truncatedBytes: bytes },
  )
  t.deepEqual(offsets(segment), [100, 101, 102, 103])
  t.deepEqual(segment.maxTimestamp, { timestamp: 103, offset: 103 })
  segment.append(Buffer.alloc(bytes - 1, 0x11), { lastOffset: 104, maxTimestamp: 104 })
  t.deepEqual(
    segment.rebuild(() => true),
    { truncatedBytes: bytes - 1 },
  )
  t.is(segment.size, 4 * bytes)
  t.is(segment.nextOffset(), 104)
})

test('an append that the disk refuses leaves the segment as it was, and the next takes its place', (t) => {
  const { segment, disk } = make()
  const bytes = fill(segment, 100, 102)
  disk.freeBytes = bytes - 10
  t.throws(() => fill(segment, 102, 103), { name: 'DiskError' })
  t.is(segment.size, 2 * bytes)
  t.deepEqual(offsets(segment), [100, 101])
  disk.freeBytes = Number.POSITIVE_INFINITY
  fill(segment, 102, 103)
  t.deepEqual(offsets(segment), [100, 101, 102])
})

test('a segment that cools on a disk that takes nothing keeps its indexes', (t) => {
  const { segment, disk } = make()
  fill(segment, 100, 120)
  const position = segment.positionFor(115)
  disk.likelihoods = { failure: { write: 1, truncate: 1 } }
  segment.cool()
  t.true(segment.warmBytes > 0)
  t.is(segment.positionFor(115), position)
  disk.likelihoods = {}
  segment.cool()
  t.is(segment.warmBytes, 0)
})

test('a segment that is removed while it is synced leaves no file, and its flush ends well', async (t) => {
  const { segment, disk } = make()
  fill(segment, 100, 120)
  t.not(disk.facts(LOG), undefined)
  const flushed = segment.flush()
  segment.remove()
  await flushed
  await segment.flush()
  t.deepEqual(disk.list('/data'), [])
})
