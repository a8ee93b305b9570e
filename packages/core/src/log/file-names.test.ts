import test from 'ava'
import fc from 'fast-check'
import {
  parsePartitionDirectory,
  parseSegmentFileName,
  partitionDirectoryName,
  retiredDirectoryName,
  segmentFileName,
} from './file-names.ts'

const uniqueId = '0123456789abcdef0123456789abcdef'

test("a segment's file is named by its offset in twenty digits", (t) => {
  t.is(segmentFileName({ offset: 0, kind: 'log', state: null }), '00000000000000000000.log')
  t.is(segmentFileName({ offset: 1234567, kind: 'timeindex', state: null }), '00000000000001234567.timeindex')
  t.is(segmentFileName({ offset: 42, kind: 'log', state: 'cleaned' }), '00000000000000000042.log.cleaned')
  t.is(segmentFileName({ offset: 42, kind: 'txnindex', state: 'swap' }), '00000000000000000042.txnindex.swap')
})

test("a segment file's name reads back", (t) => {
  const name = fc.record({
    offset: fc.maxSafeNat(),
    kind: fc.constantFrom('log', 'index', 'timeindex', 'txnindex', 'snapshot'),
    state: fc.constantFrom(null, 'deleted', 'cleaned', 'swap'),
  })
  fc.assert(fc.property(name, (facts) => t.deepEqual(parseSegmentFileName(segmentFileName(facts)), facts)))
})

test("no other file's name is taken for a segment's", (t) => {
  const others = [
    'partition.metadata',
    'leader-epoch-checkpoint',
    'backup.log',
    '42.log',
    '00000000000000000042.log.bak',
    '00000000000000000042.logs',
    '00000000000000000042.log.cleaned.swap',
    '00000000000000000042',
    '99999999999999999999.log',
    'x00000000000000000042.log',
  ]
  for (const name of others) t.is(parseSegmentFileName(name), null, name)
})

test('a topic may have dashes and dots, also those that mean something at the end of a name', (t) => {
  for (const topic of ['orders', 'a-b', 'a-1', 'a.b-delete', '-', '__consumer_offsets', 'x-stray']) {
    const name = partitionDirectoryName({ topic, partition: 12 })
    t.deepEqual(parsePartitionDirectory(name), { topic, partition: 12, state: null })
  }
})

test('a directory that is to be deleted, a future one and a stray one are told from one in use', (t) => {
  for (const state of ['delete', 'future', 'stray'] as const) {
    const name = retiredDirectoryName({ topic: 'a.b-c', partition: 3 }, { state, uniqueId })
    t.is(name, `a.b-c-3.${uniqueId}-${state}`)
    t.deepEqual(parsePartitionDirectory(name), { topic: 'a.b-c', partition: 3, state })
  }
})

test('a topic of the greatest length is cut where a name would be too long for a file system', (t) => {
  const topic = 'x'.repeat(249)
  const name = retiredDirectoryName({ topic, partition: 3 }, { state: 'delete', uniqueId })
  t.is(name.length, 255)
  t.regex(name, /^x+-3\.[0-9a-f]{32}-delete$/)
})

test("no other directory's name is taken for a partition's", (t) => {
  for (const name of [
    'remote-log-index-cache',
    'lost+found',
    'orders',
    'orders-',
    '-3',
    'orders-3x',
    'orders-2147483648',
  ]) {
    t.is(parsePartitionDirectory(name), null, name)
  }
})
