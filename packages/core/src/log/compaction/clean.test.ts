import test from 'ava'
import type { ScannedBatch } from '../segment/batch-scan.ts'
import { CompactedLog, type FoundRecord, START_MS } from './compacted-log.contract.ts'

const pair = (key: string | null, value: string | null) => ({ key, value })
const shown = (records: readonly FoundRecord[]) => records.map(({ offset, key, value }) => `${offset} ${key}=${value}`)

/** Seals what was appended, so that it can be cleaned; the record in the last segment cannot. */
function seal(table: CompactedLog): void {
  table.log.roll()
}

test('of each key the latest record stays, at its offset and in its order', async (t) => {
  const table = new CompactedLog()
  table.append([pair('a', '1'), pair('b', '1')])
  table.append([pair('a', '2'), pair('c', '1'), pair('b', '')])
  table.append([pair('d', '1')])
  seal(table)
  table.append([pair('a', '3')])
  const outcome = await table.clean()
  t.deepEqual(shown(table.records()), ['2 a=2', '3 c=1', '4 b=', '5 d=1', '6 a=3'])
  t.like(outcome, { cleanedUpTo: 6, keys: 4 })
  t.true(outcome.bytesAfter < outcome.bytesBefore)
})

test('a record without a key goes, which the topic should not have taken', async (t) => {
  const table = new CompactedLog({ config: { cleanupPolicy: { delete: true, compact: false } } })
  table.append([pair(null, '1'), pair('a', '1')])
  seal(table)
  await table.clean()
  t.deepEqual(shown(table.records()), ['1 a=1'])
})

test('a batch keeps what it says, whatever is taken from it', async (t) => {
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const table = new CompactedLog()
    table.appendAs(7, [pair('a', '1'), pair('b', '1'), pair('a', '2'), pair('b', '2'), pair('c', 'x'.repeat(300))], {
      isTransactional: false,
      compression,
    })
    table.append([pair('b', '3')])
    seal(table)
    await table.clean()
    const [batch] = table.batches()
    t.like(batch, { baseOffset: 0, lastOffset: 4, recordCount: 2, compression, leaderEpoch: 3, maxTimestamp: START_MS })
    t.like(batch, { producerId: 7, producerEpoch: 0, baseSequence: 0, lastSequence: 4, deleteHorizonMs: null })
    t.deepEqual(shown(table.records()), ['2 a=2', `4 c=${'x'.repeat(300)}`, '5 b=3'])
  }
})

test('records of log append time keep it', async (t) => {
  const table = new CompactedLog({ config: { messageTimestampType: 'LogAppendTime' } })
  table.append([pair('a', '1'), pair('b', null), pair('c', '1')])
  table.append([pair('a', '2')])
  seal(table)
  await table.clean()
  t.deepEqual(
    table.records().map(({ timestamp }) => timestamp),
    [START_MS, START_MS, START_MS],
  )
  t.is(table.batches()[0]?.timestampType, 'LogAppendTime')
})

test('a tombstone stays for delete.retention.ms after a pass has met it', async (t) => {
  const table = new CompactedLog()
  table.append([pair('a', '1'), pair('b', '1')])
  table.append([pair('a', null)])
  seal(table)
  table.clock.advance(5000)
  await table.clean()
  t.deepEqual(shown(table.records()), ['1 b=1', '2 a=null'])
  t.is(table.batches()[1]?.deleteHorizonMs, START_MS + 6000)
  t.is(table.records()[1]?.timestamp, START_MS)
  const again = async (afterMs: number) => {
    table.clock.advance(afterMs)
    table.append([pair('z', String(afterMs))])
    seal(table)
    await table.clean()
    return shown(table.records())
  }
  t.true((await again(999)).includes('2 a=null'))
  t.false((await again(1)).includes('2 a=null'))
})

test('records of aborted transactions go, and do not take the place of committed ones', async (t) => {
  const table = new CompactedLog()
  table.append([pair('a', 'plain'), pair('b', 'plain')])
  table.appendAs(1, [pair('a', 'aborted')], { isTransactional: true })
  table.appendAs(2, [pair('b', 'committed')], { isTransactional: true })
  table.end(1, 'ABORT')
  table.end(2, 'COMMIT')
  table.append([pair('c', 'plain')])
  seal(table)
  await table.clean()
  t.deepEqual(shown(table.committed()), ['0 a=plain', '3 b=committed', '6 c=plain'])
  t.deepEqual(shown(table.records()), ['0 a=plain', '3 b=committed', '6 c=plain'])
})

test('nothing is cleaned from an open transaction on', async (t) => {
  const table = new CompactedLog()
  table.append([pair('a', '1')])
  table.append([pair('a', '2')])
  seal(table)
  table.appendAs(1, [pair('b', '1')], { isTransactional: true })
  table.append([pair('b', '2')])
  table.append([pair('b', '3')])
  seal(table)
  await table.clean()
  t.is(table.cleanedUpTo, 2)
  t.deepEqual(shown(table.records()), ['1 a=2', '2 b=1', '3 b=2', '4 b=3'])
})

for (const type of ['COMMIT', 'ABORT'] as const) {
  test(`a marker (${type}) stays for as long as a record of its transaction, and then until its horizon`, async (t) => {
    const table = new CompactedLog()
    table.appendAs(1, [pair('a', '1')], { isTransactional: true })
    const marker = table.end(1, type)
    table.appendAs(1, [pair('x', '1')], { isTransactional: false })
    seal(table)
    const found = () => table.batches().find(({ isControl, baseOffset }) => isControl && baseOffset === marker)
    const pass = async (records: ReturnType<typeof pair>[]) => {
      table.append(records)
      seal(table)
      await table.clean()
      table.clock.advance(1000)
    }
    if (type === 'COMMIT') await pass([pair('b', '1')])
    await pass([pair('a', '2')]) // The transaction's record goes; the marker does not see that yet.
    t.is(found()?.deleteHorizonMs, null)
    await pass([pair('c', '1')])
    t.is(found()?.deleteHorizonMs, table.clock.nowMs())
    await pass([pair('d', '1')])
    t.is(found(), undefined)
  })
}

test('the last batch of a producer stays as a header, so that its sequence is known', async (t) => {
  const table = new CompactedLog()
  table.appendAs(1, [pair('a', '1'), pair('b', '1')], { isTransactional: false })
  table.appendAs(1, [pair('a', '2'), pair('b', '2')], { isTransactional: false })
  table.append([pair('a', '3'), pair('b', '3')])
  seal(table)
  await table.clean()
  const [header] = table.batches()
  t.like(header, { baseOffset: 2, lastOffset: 3, recordCount: 0, baseSequence: 2, lastSequence: 3, producerId: 1 })
  t.is(table.batches().length, 2)
})

test('the last offset of a segment stays, so that it still says where it ends', async (t) => {
  const table = new CompactedLog()
  table.append([pair('a', '1')])
  table.append([pair('a', '2')])
  seal(table)
  table.append([pair('a', '3')])
  seal(table)
  const limits = { segmentBytes: 200 }
  const small = new CompactedLog({ disk: table.disk, clock: table.clock, config: limits })
  await small.clean()
  t.is(small.log.segments.first.nextOffset(), 2)
  t.deepEqual(shown(small.records()), ['2 a=3'])
})

test('segments that fit together become one', async (t) => {
  const table = new CompactedLog()
  for (let index = 0; index < 6; index++) {
    table.append([pair('a', String(index)), pair(`key ${index}`, 'x')])
    seal(table)
  }
  t.is(table.log.segments.count, 7)
  await table.clean()
  t.is(table.log.segments.count, 2)
  t.deepEqual(
    table.names().filter((name) => name.includes('.log')),
    ['00000000000000000000.log', '00000000000000000012.log'],
  )
  const scanned: ScannedBatch[] = [...table.log.segments.first.scan()]
  t.is(scanned.length, 6)
})

test('a map that is too small for all keys cleans a part, and the next pass the rest', async (t) => {
  const table = new CompactedLog()
  for (let index = 0; index < 40; index++) table.append([pair(`key ${index % 20}`, String(index))])
  seal(table)
  let passes = 0
  for (; (table.cleanedUpTo ?? 0) < 40; passes++) await table.clean({ mapBytes: 8 * 24 })
  t.true(passes > 2)
  t.deepEqual(
    table.records().map(({ value }) => value),
    Array.from({ length: 20 }, (_, index) => String(20 + index)),
  )
})

test('segments that retention takes during a pass do not come back', async (t) => {
  const table = new CompactedLog({ config: { segmentBytes: 400 } })
  for (let index = 0; index < 30; index++) table.append([pair(`key ${index % 12}`, String(index))])
  let pauses = 0
  await table.clean({ sliceLimits: { bytes: 100, ms: 1000 } }, () => {
    if (++pauses % 7 === 0 && table.log.segments.count > 4) {
      table.log.moveStartTo([...table.log.segments][1]?.baseOffset ?? 0)
      table.log.segments.dropFirst(1)
    }
  })
  t.true(pauses > 20)
  t.true(table.log.startOffset > 0)
  t.true(table.records().every(({ offset }) => offset >= table.log.segments.first.baseOffset))
  for (let key = 0; key < 12; key++) t.true(table.records().some((one) => one.key === `key ${key}`))
  t.false(table.names().some((name) => /cleaned|swap|deleted/.test(name)))
})

test('a pass goes by the absence of what retention took only when that cannot come back', async (t) => {
  const table = new CompactedLog({ config: { segmentBytes: 400 } })
  for (let index = 0; index < 30; index++) table.append([pair(`key ${index % 12}`, String(index))])
  const story: string[] = []
  const firstBase = () => table.log.segments.first.baseOffset
  const settleDropped = async () => {
    story.push(`settled from ${firstBase()}`)
  }
  let pauses = 0
  await table.clean({ sliceLimits: { bytes: 100, ms: 1000 }, settleDropped }, () => {
    const isSwapping = table.names().some((name) => name.endsWith('.swap'))
    if (isSwapping && story.at(-1) !== 'swapped') story.push('swapped')
    if (++pauses !== 40) return
    table.log.segments.dropFirst(2)
    table.log.moveStartTo(firstBase())
    story.push('dropped')
  })
  t.deepEqual(story, ['settled from 0', 'swapped', 'dropped', `settled from ${firstBase()}`, 'swapped'])
})

test('what is appended during a pass is there after it', async (t) => {
  const table = new CompactedLog()
  for (let index = 0; index < 30; index++) table.append([pair('a', String(index))])
  seal(table)
  let appended = 30
  await table.clean({ sliceLimits: { bytes: 200, ms: 1000 } }, () => {
    table.append([pair('a', String(appended++))])
    if (appended % 5 === 0) table.log.roll()
  })
  t.true(appended > 40)
  t.deepEqual(
    table.records().map(({ value }) => Number(value)),
    Array.from({ length: appended - 29 }, (_, index) => 29 + index),
  )
})

test('a pass that is stopped at any step leaves the log as it is, and no trace', async (t) => {
  for (let stopAt = 1; ; stopAt++) {
    const table = new CompactedLog()
    for (let index = 0; index < 10; index++) table.append([pair('a', String(index)), pair(`key ${index}`, 'x')])
    seal(table)
    await table.log.flush()
    const before = shown(table.committed()).filter((one) => one.includes('key'))
    const pass = table.pass({ sliceLimits: { bytes: 100, ms: 1000 } })
    let steps = 0
    let isDone = false
    for (; ; steps++) {
      const { done, value } = pass.next()
      isDone = done === true
      if (isDone || value === undefined || !('kind' in value)) break
      if (value.kind === 'wait') await value.done
      if (steps >= stopAt && (value.kind === 'slice' || !value.mustGoOn)) break
    }
    pass.return(undefined as never)
    t.deepEqual(
      table.names().filter((name) => /cleaned|swap|deleted/.test(name)),
      [],
    )
    t.deepEqual(
      shown(table.committed()).filter((one) => one.includes('key')),
      before,
    )
    if (isDone) break
  }
})

test('a log whose files are closed between any two steps is cleaned all the same', async (t) => {
  const table = new CompactedLog({ warmSegments: 1, config: { segmentBytes: 400 } })
  for (let index = 0; index < 30; index++) table.append([pair(`key ${index % 5}`, String(index))])
  seal(table)
  await table.clean({ sliceLimits: { bytes: 100, ms: 1000 } }, () => table.log.segments.active.maxTimestamp)
  t.deepEqual(
    table.records().map(({ value }) => value),
    ['25', '26', '27', '28', '29'],
  )
})
