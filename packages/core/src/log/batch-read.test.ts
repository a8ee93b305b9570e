import test from 'ava'
import { MemoryDisk } from '../host/memory-disk.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { abortedIn, type ReadRange, readBatches } from './batch-read.ts'
import { Segment } from './segment/segment.ts'
import { SegmentFiles } from './segment/segment-files.ts'
import { SegmentList } from './segment/segment-list.ts'
import { WarmSegments } from './segment/warm-segments.ts'

/** A batch of one record at each offset from `first` to `last`, of which the first has `bytes` bytes. */
function batch(first: number, { last = first, bytes = 10 } = {}): Buffer {
  const builder = new BatchBuilder({ baseOffset: first })
  for (let offset = first; offset <= last; offset++) {
    builder.tryAppendPair(null, 'x'.repeat(offset === first ? bytes : 1), 1_700_000_000_000)
  }
  return Buffer.from(builder.build())
}

/** Segments with these batches, each under its base offset. */
function logOf(contents: Readonly<Record<number, readonly Buffer[]>>): SegmentList {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  const warm = new WarmSegments()
  const list = new SegmentList()
  for (const [base, stored] of Object.entries(contents)) {
    const files = new SegmentFiles({ disk, directory: '/data', baseOffset: Number(base) })
    const segment = Segment.create({ files, warm, partition: 'orders-3', indexIntervalBytes: 1_000_000 })
    for (const one of batches(Buffer.concat(stored))) segment.append(one.bytes, one)
    list.add(segment)
  }
  return list
}

/** The base offsets of the batches that a read gives, and where the next one goes on. */
function read(segments: SegmentList, range: Partial<ReadRange>) {
  const whole = { offset: 0, upTo: 1_000, maxBytes: 1_000_000, atLeastOne: true, ...range }
  const { records, nextOffset } = readBatches(segments, whole)
  return { offsets: Array.from(batches(records), ({ baseOffset }) => baseOffset), nextOffset }
}

test('a log without a batch gives none, and the read stays where it is', (t) => {
  t.deepEqual(read(logOf({ 0: [] }), { offset: 7 }), { offsets: [], nextOffset: 7 })
})

test('the batch that holds the offset is the first, and what begins at the end is left out', (t) => {
  const segments = logOf({ 0: [batch(0, { last: 4 }), batch(5, { last: 9 }), batch(10)] })
  t.deepEqual(read(segments, { offset: 4 }), { offsets: [0, 5, 10], nextOffset: 11 })
  t.deepEqual(read(segments, { offset: 5, upTo: 10 }), { offsets: [5], nextOffset: 10 })
  t.deepEqual(read(segments, { offset: 5, upTo: 5 }), { offsets: [], nextOffset: 5 })
})

test('offsets that compaction took are passed over, also into the next segment', (t) => {
  const segments = logOf({ 0: [batch(0), batch(6)], 10: [batch(15)] })
  t.deepEqual(read(segments, { offset: 2 }), { offsets: [6], nextOffset: 7 })
  t.deepEqual(read(segments, { offset: 7 }), { offsets: [15], nextOffset: 16 })
  t.deepEqual(read(segments, { offset: 16 }), { offsets: [], nextOffset: 16 })
})

test('a batch is found behind many that one look does not reach', (t) => {
  const stored = Array.from({ length: 30 }, (_, offset) => batch(offset, { bytes: 9_000 + offset }))
  const segments = logOf({ 0: stored })
  for (let offset = 0; offset < 30; offset++) {
    t.deepEqual(read(segments, { offset, maxBytes: 1 }), { offsets: [offset], nextOffset: offset + 1 })
  }
})

test('a batch larger than the limit is given whole to who wants at least one, and to nobody else', (t) => {
  const segments = logOf({ 0: [batch(0, { bytes: 100_000 }), batch(1)] })
  t.deepEqual(read(segments, { maxBytes: 50 }), { offsets: [0], nextOffset: 1 })
  t.deepEqual(read(segments, { maxBytes: 50, atLeastOne: false }), { offsets: [], nextOffset: 0 })
})

test("the reader's memory is used, of as many bytes as there are to read", (t) => {
  const stored = [batch(0, { bytes: 500 }), batch(1)]
  const segments = logOf({ 0: stored })
  const own = Buffer.alloc(4_096)
  const memory = (bytes: number) => own.subarray(0, bytes)
  const { records } = readBatches(segments, { offset: 0, upTo: 10, maxBytes: 1_000_000, atLeastOne: true, memory })
  t.is(records.buffer, own.buffer)
  t.deepEqual(records, Buffer.concat(stored.map((one) => Buffer.from(one))))
})

test('aborted transactions are those that overlap the offsets, from all segments', (t) => {
  const segments = logOf({ 0: [batch(0), batch(5)], 10: [batch(10), batch(15)] })
  const aborted = (producerId: number, firstOffset: number, lastOffset: number) => {
    const transaction = { producerId, firstOffset, lastOffset, lastStableOffset: lastOffset + 1 }
    segments.from(lastOffset)[0]?.addAborted(transaction)
    return transaction
  }
  const [first, second] = [aborted(1, 0, 5), aborted(2, 4, 15)]
  t.deepEqual(abortedIn(segments, 0, 20), [first, second])
  t.deepEqual(abortedIn(segments, 6, 20), [second])
  t.deepEqual(abortedIn(segments, 16, 20), [])
})

test('a file that has become shorter than its segment is refused, and the reader is not held up for ever', (t) => {
  const disk = new MemoryDisk()
  disk.makeDirectory('/data')
  const files = new SegmentFiles({ disk, directory: '/data', baseOffset: 0 })
  const segment = Segment.create({ files, warm: new WarmSegments(), partition: 'orders-3', indexIntervalBytes: 4_096 })
  for (const one of [batch(0), batch(1)]) segment.append(one, { lastOffset: one.readInt8(7), maxTimestamp: 1 })
  segment.cool()
  const file = disk.open('/data/00000000000000000000.log', { create: false })
  const { size } = file
  file.truncate(size - 30)
  file.close()
  const segments = new SegmentList()
  segments.add(segment)
  t.throws(() => read(segments, { offset: 1 }), {
    message: `/data/00000000000000000000.log at byte ${size - 30}: expected ${size} bytes, found ${size - 30}`,
  })
})

test('a length that no batch can have is refused, and the reader is not sent back', (t) => {
  const second = batch(1)
  for (const length of [0, -12, -second.length]) {
    const segments = logOf({ 0: [batch(0), second, batch(2)] })
    const { files } = segments.first
    const file = files.disk.open(files.path('log'), { create: false })
    const position = batch(0).length + 8
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(length)
    file.write([bytes], position)
    file.close()
    const message = `${files.path('log')}: expected a batch length of 49 or more, found ${length}`
    for (const offset of [0, 2]) t.throws(() => read(segments, { offset }), { name: 'DecodeError', message })
  }
})

test('a batch is found behind one whose head the piece cuts, also without the wish for at least one', (t) => {
  const slack = 16 * 1024
  const first = batch(0, { bytes: slack })
  const gap = batch(1, { bytes: 200 })
  const last = batch(2)
  const cut = first.length + 20
  for (let maxBytes = last.length; maxBytes < cut - slack + 200; maxBytes++) {
    const segments = logOf({ 0: [first, gap, last] })
    t.deepEqual(read(segments, { offset: 2, maxBytes, atLeastOne: false }), { offsets: [2], nextOffset: 3 })
  }
})
