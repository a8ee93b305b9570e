import test from 'ava'
import { buildMarker } from '../records/control.ts'
import { append, batch, open, START_MS, values } from './test-log.contract.ts'

test('a log that was closed goes on where it was, producers and transactions included', async (t) => {
  const first = open({ config: { segmentBytes: 300 } })
  const sent = (sequence: number) => batch(['v'], { producerId: 5, producerEpoch: 0, baseSequence: sequence })
  for (let sequence = 0; sequence < 10; sequence++) append(first.log, sent(sequence))
  await first.log.close()
  const { log } = open({ disk: first.disk, config: { segmentBytes: 300 }, recoveryPoint: 10 })
  t.is(log.endOffset, 10)
  t.is(log.recoveryPoint, 10)
  t.like(append(log, sent(9)), { isDuplicate: true, firstOffset: 9 })
  t.like(append(log, sent(10)), { kind: 'appended', firstOffset: 10 })
  t.is(values(log).length, 11)
})

for (const flushed of [true, false]) {
  test(`after a kill, ${flushed ? 'flushed' : 'written'} records are there, with producers and aborted transactions`, async (t) => {
    const first = open({ config: { segmentBytes: 300, indexIntervalBytes: 50 } })
    const sent = (sequence: number) => batch(['v'], { producerId: 5, producerEpoch: 0, baseSequence: sequence })
    for (let sequence = 0; sequence < 10; sequence++) append(first.log, sent(sequence))
    const aborted = batch(['x'], { producerId: 6, producerEpoch: 0, baseSequence: 0, isTransactional: true })
    append(first.log, aborted)
    const abort = { type: 'ABORT', producerId: 6, producerEpoch: 0, coordinatorEpoch: 1, timestamp: START_MS } as const
    append(first.log, Buffer.from(buildMarker(abort)), 'coordinator')
    if (flushed) await first.log.flush()
    const recoveryPoint = first.log.recoveryPoint
    const disk = first.disk.kill()
    const { log } = open({ disk, config: { segmentBytes: 300 }, hadCleanShutdown: false, recoveryPoint })
    t.is(log.endOffset, 12)
    t.is(values(log).length, 11)
    t.like(append(log, sent(9)), { isDuplicate: true, firstOffset: 9 })
    t.like(append(log, sent(10)), { kind: 'appended', firstOffset: 12 })
    const all = log.read({ offset: 10, maxBytes: 10_000, atLeastOne: true, isolation: 'committed' })
    t.like(all, { aborted: [{ producerId: 6, firstOffset: 10, lastOffset: 11 }] })
  })
}

test('a torn batch at the end is cut off, and the log goes on before it', (t) => {
  const first = open()
  append(first.log, batch(['a']))
  append(first.log, batch(['b']))
  const disk = first.disk.kill()
  const file = disk.open('/data/orders-3/00000000000000000000.log', { create: false })
  file.truncate(file.size - 3)
  file.close()
  const { log } = open({ disk, hadCleanShutdown: false })
  t.is(log.endOffset, 1)
  t.like(append(log, batch(['c'])), { firstOffset: 1 })
  t.deepEqual(values(log), ['0:a', '1:c'])
})

test('what lies behind a broken batch is given up, later segments included', (t) => {
  const first = open({ config: { segmentBytes: 200 } })
  for (let index = 0; index < 12; index++) append(first.log, batch([`v${index}`]))
  const disk = first.disk.kill()
  const logs = disk.list('/data/orders-3').filter((name) => name.endsWith('.log'))
  const second = Number(logs[1]?.slice(0, 20))
  const file = disk.open(`/data/orders-3/${logs[1]}`, { create: false })
  file.write([Buffer.from([0xff])], 70)
  file.close()
  const { log } = open({ disk, hadCleanShutdown: false })
  t.is(log.endOffset, second)
  t.is(values(log).length, second)
})

test('indexes that are missing are made anew', async (t) => {
  const first = open({ config: { segmentBytes: 500, indexIntervalBytes: 50 } })
  for (let index = 0; index < 30; index++) append(first.log, batch([`v${index}`]))
  await first.log.close()
  const { disk } = first
  for (const name of disk.list('/data/orders-3')) {
    if (name.endsWith('index')) disk.remove(`/data/orders-3/${name}`)
  }
  const { log } = open({ disk, config: { segmentBytes: 500, indexIntervalBytes: 50 } })
  t.is(log.endOffset, 30)
  t.is(values(log, 17).length, 13)
  t.true(disk.list('/data/orders-3').filter((name) => name.endsWith('.index')).length > 3)
})

test('an index that is broken is made anew when it is needed', async (t) => {
  const config = { segmentBytes: 500, indexIntervalBytes: 50 }
  const first = open({ config })
  for (let index = 0; index < 30; index++) append(first.log, batch([`v${index}`]))
  await first.log.close()
  const { disk } = first
  for (const name of disk.list('/data/orders-3').filter((one) => /\.(time)?index$/.test(one))) {
    const file = disk.open(`/data/orders-3/${name}`, { create: false })
    file.write([Buffer.alloc(7, 0xff)], 0)
    file.close()
  }
  const { log } = open({ disk, config })
  t.is(log.endOffset, 30)
  for (let offset = 0; offset < 30; offset += 4) t.is(values(log, offset).length, 30 - offset)
  t.deepEqual(log.lookUp(START_MS), { offset: 0, timestamp: START_MS })
})

test('a batch that is written anew in the codec of the topic is read, recognised when it comes again, and recovered', (t) => {
  const config = { compressionType: 'lz4' } as const
  const producer = { producerId: 7, producerEpoch: 0, baseSequence: 0 }
  const first = open({ config })
  const bytes = batch(['a'.repeat(500), 'b'.repeat(500)], producer)
  const { length } = bytes
  t.like(append(first.log, batch(['before'])), { firstOffset: 0 })
  t.like(append(first.log, Buffer.from(bytes)), { firstOffset: 1, lastOffset: 2, isDuplicate: false })
  t.like(append(first.log, Buffer.from(bytes)), { firstOffset: 1, lastOffset: 2, isDuplicate: true })
  t.true(first.log.sizeInBytes < length)
  const { log } = open({ disk: first.disk.kill(), hadCleanShutdown: false, config })
  t.deepEqual(values(log, 1), [`1:${'a'.repeat(500)}`, `2:${'b'.repeat(500)}`])
  t.like(append(log, Buffer.from(bytes)), { firstOffset: 1, isDuplicate: true })
})

test('a log whose start lies behind its end begins anew at its start', (t) => {
  const first = open()
  append(first.log, batch(['a']))
  const { log } = open({ disk: first.disk.kill(), hadCleanShutdown: false, startOffset: 50 })
  t.is(log.startOffset, 50)
  t.is(log.endOffset, 50)
  t.like(append(log, batch(['b'])), { firstOffset: 50 })
})
