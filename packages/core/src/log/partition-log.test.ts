import test from 'ava'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { buildMarker } from '../records/control.ts'
import { append, batch, open, START_MS, values } from './test-log.contract.ts'

test('records are read back at the offsets that the append gave them', (t) => {
  const { log } = open()
  t.like(append(log, batch(['a', 'b'])), { kind: 'appended', firstOffset: 0, lastOffset: 1 })
  t.like(append(log, batch(['c'])), { kind: 'appended', firstOffset: 2, lastOffset: 2, isDuplicate: false })
  t.deepEqual(values(log), ['0:a', '1:b', '2:c'])
  t.deepEqual(values(log, 1), ['1:b', '2:c'])
  t.is(log.endOffset, 3)
})

test('the leader epoch is written into the batch, and its end is known', (t) => {
  const { log } = open()
  append(log, batch(['a']))
  log.append(batch(['b']), { origin: 'client', leaderEpoch: 9 })
  const read = log.read({ offset: 0, maxBytes: 1_000, atLeastOne: true, isolation: 'uncommitted' })
  t.is(read.kind, 'read')
  t.deepEqual(read.kind === 'read' && Array.from(batches(read.records), ({ leaderEpoch }) => leaderEpoch), [7, 9])
  t.deepEqual(log.endOffsetForEpoch(7), { epoch: 7, endOffset: 1 })
  t.deepEqual(log.endOffsetForEpoch(9), { epoch: 9, endOffset: 2 })
  t.is(log.latestEpoch, 9)
})

test('an offset before the start or behind the end is out of range, the end itself is not', (t) => {
  const { log } = open()
  append(log, batch(['a', 'b', 'c']))
  log.moveStartTo(1)
  const read = (offset: number) => log.read({ offset, maxBytes: 100, atLeastOne: true, isolation: 'uncommitted' })
  t.deepEqual(read(0), { kind: 'out-of-range', startOffset: 1, endOffset: 3 })
  t.deepEqual(read(4), { kind: 'out-of-range', startOffset: 1, endOffset: 3 })
  t.like(read(3), { kind: 'read', nextOffset: 3 })
})

test('a read gives whole batches up to its limit, and at least one if that was asked for', (t) => {
  const { log } = open()
  const sizes = ['a', 'b', 'c'].map((value) => {
    const bytes = batch([value.repeat(100)])
    append(log, bytes)
    return bytes.length
  })
  const [first = 0, second = 0] = sizes
  const bytesOf = (maxBytes: number, atLeastOne: boolean) => {
    const read = log.read({ offset: 0, maxBytes, atLeastOne, isolation: 'uncommitted' })
    return read.kind === 'read' ? read.records.length : -1
  }
  t.is(bytesOf(first + second, false), first + second)
  t.is(bytesOf(first + second - 1, false), first)
  t.is(bytesOf(first - 1, false), 0)
  t.is(bytesOf(1, true), first)
})

test('a batch that is larger than what a read looks at is given whole', (t) => {
  const { log } = open()
  append(log, batch(['small']))
  const large = batch(['x'.repeat(300_000)])
  append(log, large)
  const read = log.read({ offset: 1, maxBytes: 10, atLeastOne: true, isolation: 'uncommitted' })
  t.is(read.kind === 'read' && read.records.length, large.length)
})

test('segments are rolled by size, and reads go on from one to the next', (t) => {
  const { log, disk } = open({ config: { segmentBytes: 500, indexIntervalBytes: 100 } })
  const expected = Array.from({ length: 50 }, (_, index) => {
    append(log, batch([`value ${index}`]))
    return `${index}:value ${index}`
  })
  t.true(disk.list('/data/orders-3').filter((name) => name.endsWith('.log')).length > 5)
  t.deepEqual(values(log), expected)
  for (let offset = 0; offset < 50; offset += 7) t.deepEqual(values(log, offset), expected.slice(offset))
})

test('a segment is rolled when its records span too much time', (t) => {
  const { log, disk } = open({ config: { segmentMs: 1_000 } })
  append(log, batch(['a'], { timestamp: START_MS }))
  append(log, batch(['b'], { timestamp: START_MS + 1_000 }))
  append(log, batch(['c'], { timestamp: START_MS + 1_001 }))
  const logs = disk.list('/data/orders-3').filter((name) => name.endsWith('.log'))
  t.deepEqual(logs, ['00000000000000000000.log', '00000000000000000002.log'])
})

test('a segment of a compacted topic spans no more time than its records may wait for compaction', (t) => {
  for (const compact of [true, false]) {
    const config = { segmentMs: 1_000, maxCompactionLagMs: 500, cleanupPolicy: { delete: !compact, compact } }
    const { log, disk } = open({ config })
    append(log, batch(['a'], { timestamp: START_MS }))
    append(log, batch(['b'], { timestamp: START_MS + 500 }))
    append(log, batch(['c'], { timestamp: START_MS + 501 }))
    const logs = disk.list('/data/orders-3').filter((name) => name.endsWith('.log'))
    t.deepEqual(logs.slice(1), compact ? ['00000000000000000002.log'] : [])
  }
})

test('a refused batch leaves no trace', (t) => {
  const { log } = open({ config: { maxMessageBytes: 1_000 } })
  append(log, batch(['a']))
  t.like(append(log, batch(['x'.repeat(1_000)])), { kind: 'refused', error: 'MESSAGE_TOO_LARGE' })
  const corrupt = batch(['b'])
  corrupt[corrupt.length - 1] = 0x7f
  t.like(append(log, corrupt), { kind: 'refused', error: 'CORRUPT_MESSAGE' })
  t.like(append(log, Buffer.concat([batch(['b']), batch(['c'])])), { kind: 'refused', error: 'INVALID_RECORD' })
  t.like(append(log, batch(['b'], { isControl: true })), { kind: 'refused', error: 'INVALID_RECORD' })
  t.like(append(log, batch(['b'], { lastOffset: 5 })), { kind: 'refused', error: 'INVALID_RECORD' })
  t.like(append(log, batch(['b'], { timestamp: START_MS + 7_200_000 })), {
    kind: 'refused',
    error: 'INVALID_TIMESTAMP',
    records: [{ index: 0 }],
  })
  t.deepEqual(values(log), ['0:a'])
  t.is(log.endOffset, 1)
})

test('a compacted topic takes no record without a key', (t) => {
  const { log } = open({ config: { cleanupPolicy: { delete: false, compact: true } } })
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', 'a', START_MS)
  builder.tryAppendPair(null, 'b', START_MS)
  t.like(append(log, builder.build()), { kind: 'refused', error: 'INVALID_RECORD', records: [{ index: 1 }] })
})

test("with log append time the broker's clock takes the place of the records' own", (t) => {
  const { log, clock } = open({ config: { messageTimestampType: 'LogAppendTime' } })
  clock.advance(5)
  t.like(append(log, batch(['a'], { timestamp: 3 })), { kind: 'appended', logAppendTimeMs: START_MS + 5 })
  t.deepEqual(log.lookUp(START_MS + 5), { offset: 0, timestamp: START_MS + 5 })
  t.is(log.lookUp(START_MS + 6), null)
})

test('the header cannot claim a later time than its records have', (t) => {
  const { log } = open()
  append(log, batch(['a'], { maxTimestamp: START_MS + 1_000 }))
  t.deepEqual(log.lookUp('max-timestamp'), { offset: 0, timestamp: START_MS })
})

test('offsets are found by time across segments, whatever the order of the times', (t) => {
  const { log } = open({ config: { segmentBytes: 300, indexIntervalBytes: 50 } })
  const times = [10, 40, 20, 90, 60, 60, 70, 30, 95, 80]
  for (const time of times) append(log, batch(['v'], { timestamp: START_MS + time }))
  for (let time = 0; time <= 100; time++) {
    const offset = times.findIndex((one) => one >= time)
    const expected = offset === -1 ? null : { offset, timestamp: START_MS + (times[offset] ?? 0) }
    t.deepEqual(log.lookUp(START_MS + time), expected, String(time))
  }
  t.deepEqual(log.lookUp('max-timestamp'), { offset: 8, timestamp: START_MS + 95 })
})

test('the ends of the log are looked up like times, and committed readers see an earlier one', (t) => {
  const { log } = open()
  append(log, batch(['a', 'b']))
  log.moveStartTo(1)
  append(log, batch(['c'], { producerId: 5, producerEpoch: 0, baseSequence: 0, isTransactional: true }))
  t.deepEqual(log.lookUp('earliest'), { offset: 1, timestamp: -1 })
  t.deepEqual(log.lookUp('latest'), { offset: 3, timestamp: -1 })
  t.deepEqual(log.lookUp('latest', 'committed'), { offset: 2, timestamp: -1 })
  t.deepEqual(log.lookUp(START_MS + 1), { offset: 1, timestamp: START_MS + 1 })
  t.is(log.lookUp(START_MS + 2), null)
  t.is(log.epochFor(2), 7)
})

test('a batch that an idempotent producer sends again is answered with its first offset and not stored', (t) => {
  const { log } = open()
  const sent = (sequence: number) => batch(['a', 'b'], { producerId: 5, producerEpoch: 0, baseSequence: sequence })
  append(log, sent(0))
  append(log, sent(2))
  t.like(append(log, sent(0)), { kind: 'appended', firstOffset: 0, lastOffset: 1, isDuplicate: true })
  t.like(append(log, sent(6)), { kind: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
  t.is(log.endOffset, 4)
})

test('committed reads end before an open transaction and tell of the aborted ones', (t) => {
  const { log } = open({ config: { segmentBytes: 400 } })
  const transactional = (value: string, producerId: number, baseSequence: number) =>
    batch([value], { producerId, producerEpoch: 0, baseSequence, isTransactional: true })
  const marker = (type: 'COMMIT' | 'ABORT', producerId: number) =>
    Buffer.from(buildMarker({ type, producerId, producerEpoch: 0, coordinatorEpoch: 1, timestamp: START_MS }))
  append(log, transactional('aborted', 1, 0))
  append(log, transactional('open', 2, 0))
  append(log, batch(['plain']))
  t.is(log.lastStableOffset, 0)
  append(log, marker('ABORT', 1), 'coordinator')
  t.is(log.lastStableOffset, 1)
  t.deepEqual(values(log, 0, 'committed'), ['0:aborted'])
  append(log, marker('COMMIT', 2), 'coordinator')
  t.is(log.lastStableOffset, 5)
  const read = log.read({ offset: 0, maxBytes: 10_000, atLeastOne: true, isolation: 'committed' })
  t.like(read, { aborted: [{ producerId: 1, firstOffset: 0, lastOffset: 3 }] })
  t.like(log.read({ offset: 4, maxBytes: 10_000, atLeastOne: true, isolation: 'committed' }), { aborted: [] })
})

test('many flushes at once are served by few', async (t) => {
  const { log } = open({ config: { flushMessages: 1 } })
  const outcomes = ['a', 'b', 'c'].map((value) => append(log, batch([value])))
  await Promise.all(outcomes.map((outcome) => (outcome.kind === 'appended' ? outcome.durable : null)))
  t.is(log.recoveryPoint, 3)
})

test('a segment that is dropped while a flush is under way does not take the directory offline', async (t) => {
  for (let turns = 0; turns < 20; turns++) {
    const { log } = open({ config: { segmentBytes: 200 } })
    for (let index = 0; index < 20; index++) append(log, batch([`v${index}`]))
    const flushed = log.flush()
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    log.moveStartTo(20)
    log.applyRetention()
    await flushed
    t.like(append(log, batch(['next'])), { kind: 'appended', firstOffset: 20 }, `after ${turns} turns`)
  }
})
