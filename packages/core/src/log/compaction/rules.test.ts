/** What may go and what has to stay, rule by rule, where the rules of several topics' settings meet. */
import test from 'ava'
import { CompactedLog, type FoundRecord } from './compacted-log.contract.ts'

const pair = (key: string | null, value: string | null) => ({ key, value })
const shown = (records: readonly FoundRecord[]) => records.map(({ offset, key, value }) => `${offset} ${key}=${value}`)

async function pass(table: CompactedLog): Promise<void> {
  table.log.roll()
  await table.clean()
}

test('records younger than min.compaction.lag.ms stay, and so do all that come after them', async (t) => {
  const table = new CompactedLog({ config: { minCompactionLagMs: 1000 } })
  const append = (value: string) => {
    table.append([pair('a', value)])
    table.log.roll()
  }
  append('1')
  append('2')
  table.clock.advance(600)
  append('3')
  append('4')
  table.clock.advance(399)
  await table.clean()
  t.deepEqual(shown(table.records()), ['0 a=1', '1 a=2', '2 a=3', '3 a=4'])
  table.clock.advance(1)
  await table.clean()
  t.deepEqual(shown(table.records()), ['1 a=2', '2 a=3', '3 a=4'])
  table.clock.advance(600)
  await table.clean()
  t.deepEqual(shown(table.records()), ['3 a=4'])
})

test('the active segment is never cleaned, however stale its records are', async (t) => {
  const table = new CompactedLog()
  for (let index = 0; index < 5; index++) table.append([pair('a', String(index))])
  await table.clean()
  t.is(table.records().length, 5)
})

test('a record whose key is that of a marker is a record like others', async (t) => {
  const table = new CompactedLog()
  const markerKey = '\0\0\0\x01'
  table.append([pair(markerKey, '1')])
  table.appendAs(1, [pair('a', '1')], { isTransactional: true })
  table.end(1, 'COMMIT')
  table.append([pair('b', '1')])
  await pass(table)
  t.deepEqual(shown(table.records()), [`0 ${markerKey}=1`, '1 a=1', '3 b=1'])
  t.true(table.batches().some(({ isControl }) => isControl))
})

for (const type of ['COMMIT', 'ABORT'] as const) {
  test(`the last batch of a producer stays as a header after a transaction (${type}), and its marker with it`, async (t) => {
    const table = new CompactedLog({ config: { deleteRetentionMs: 0 } })
    table.appendAs(1, [pair('a', '1')], { isTransactional: true })
    const marker = table.end(1, type)
    for (let round = 0; round < 4; round++) {
      table.append([pair('a', `later ${round}`)])
      await pass(table)
      table.clock.advance(1)
    }
    const [header, control] = table.batches()
    t.like(header, { baseOffset: 0, recordCount: 0, producerId: 1, baseSequence: 0, isTransactional: true })
    t.like(control, { baseOffset: marker, isControl: true, recordCount: 1 })
    t.deepEqual(table.unspokenAborts(), [])
    t.deepEqual(shown(table.committed()).length, 1)
  })

  test(`a producer's batch that is sent again after compaction is a duplicate (${type})`, async (t) => {
    const table = new CompactedLog()
    table.appendAs(1, [pair('a', '1'), pair('b', '1')], { isTransactional: true })
    table.end(1, type)
    table.append([pair('a', '2'), pair('b', '2')])
    await pass(table)
    const { endOffset } = table.log
    table.continueAs(1, 0)
    t.is(table.appendAs(1, [pair('a', '1'), pair('b', '1')], { isTransactional: true }), 0)
    t.is(table.log.endOffset, endOffset)
  })
}

test('a marker without a record, as it was left of a producer, does not hold up a later pass', async (t) => {
  const table = new CompactedLog({ config: { deleteRetentionMs: 0 } })
  table.end(1, 'ABORT')
  for (let round = 0; round < 4; round++) {
    table.append([pair('a', String(round))])
    await pass(table)
    table.clock.advance(1)
  }
  const [control] = table.batches()
  t.like(control, { baseOffset: 0, isControl: true, recordCount: 0 })
  t.deepEqual(shown(table.records()), ['4 a=3'])
})

test('of a batch that was compressed only the records go, and a tombstone in it waits for its horizon', async (t) => {
  for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const table = new CompactedLog()
    table.append([pair('a', '1'), pair('b', null), pair('c', '1')], { compression })
    table.append([pair('c', '2')])
    await pass(table)
    t.deepEqual(shown(table.records()), ['0 a=1', '1 b=null', '3 c=2'])
    t.like(table.batches()[0], { compression, deleteHorizonMs: table.clock.nowMs() + 1000 })
    table.clock.advance(1000)
    table.append([pair('d', '1')])
    await pass(table)
    t.deepEqual(shown(table.records()), ['0 a=1', '3 c=2', '4 d=1'])
    t.is(table.batches()[0]?.compression, compression)
  }
})

test('with compact,delete old segments go as a whole, and of the others the stale records', async (t) => {
  const table = new CompactedLog({
    config: { cleanupPolicy: { compact: true, delete: true }, retentionMs: 10_000, segmentBytes: 200 },
  })
  table.append([pair('old', '1')])
  table.log.roll()
  table.clock.advance(8000)
  for (let index = 0; index < 4; index++) table.append([pair('a', String(index)), pair(`key ${index}`, 'x')])
  await pass(table)
  t.true(shown(table.records()).includes('0 old=1'))
  table.clock.advance(2001)
  t.is(table.log.applyRetention(), 1)
  t.deepEqual(shown(table.records()), ['2 key 0=x', '4 key 1=x', '6 key 2=x', '7 a=3', '8 key 3=x'])
  table.append([pair('key 0', 'y')])
  await pass(table)
  t.deepEqual(shown(table.records()), ['4 key 1=x', '6 key 2=x', '7 a=3', '8 key 3=x', '9 key 0=y'])
})

test('without delete in the policy nothing goes by age, only what lies before the start of the log', (t) => {
  const table = new CompactedLog({ config: { retentionMs: 1000, retentionBytes: 1 } })
  table.append([pair('a', '1')])
  table.log.roll()
  table.append([pair('b', '1')])
  table.clock.advance(90_000)
  t.is(table.log.applyRetention(), 0)
  table.log.moveStartTo(1)
  t.is(table.log.applyRetention(), 1)
  t.deepEqual(shown(table.records()), ['1 b=1'])
})
