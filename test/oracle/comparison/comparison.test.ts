import test from 'ava'
import { differences } from './difference.ts'
import { reportOf } from './report.ts'
import { printedInteger, type Result } from './result.ts'

const java: Result = {
  name: 'n',
  describe: 'Topologies:\n  a\n  b\n',
  topics: { out: [{ key: 'k', value: 'v', timestamp: 1 }] },
  raw: {},
  stores: { s: [{ key: 'k', value: 'v' }] },
}

test('equal results have no differences', (t) => {
  t.deepEqual(differences(java, structuredClone(java)), [])
})

test('a description differs from its first differing line on', (t) => {
  const ours = { ...java, describe: 'Topologies:\n  a\n  c\n  d\n' }
  t.deepEqual(differences(java, ours), [{ place: 'describe, line 3', java: '  b', ours: '  c' }])
})

test('records differ by their position, also where one side has fewer', (t) => {
  const second = { key: 'k', value: null, timestamp: 2 }
  const ours = { ...java, topics: { out: [{ key: 'k', value: 'v', timestamp: 2 }, second] } }
  t.deepEqual(
    differences(java, ours).map(({ place }) => place),
    ['topics.out[0]', 'topics.out[1]'],
  )
})

test('a record with headers is not one without', (t) => {
  const ours: Result = { ...java, topics: { out: [{ key: 'k', value: 'v', timestamp: 1, headers: [['h', 'x']] }] } }
  t.is(differences(java, ours).length, 1)
})

test('a topic or a store on one side only is a difference, stores that Java cannot show excepted', (t) => {
  const ours = { ...java, stores: { 'x-OUTERSHARED-0000000005-store': [], 'KSTREAM-JOINTHIS-0000000004-store': [] } }
  t.deepEqual(
    differences(java, ours).map(({ place }) => place),
    ['stores.s'],
  )
  t.deepEqual(
    differences(java, { ...java, stores: { ...java.stores, extra: [] } }).map(({ place }) => place),
    ['stores.extra'],
  )
})

test('errors differ by class, phase and input, not by what they say', (t) => {
  const error = { class: 'StreamsException', phase: 'input', input: 2, message: 'in Java' } as const
  t.deepEqual(differences({ ...java, error }, { ...java, error: { ...error, message: 'ours' } }), [])
  t.is(differences({ ...java, error }, { ...java, error: { ...error, input: 3 } }).length, 1)
  t.is(differences({ ...java, error }, java).length, 1)
})

test('a report shows the first differences of each section and counts the rest', (t) => {
  const record = { key: 'k', value: 'v', timestamp: 2 }
  const ours = { ...java, describe: 'x', topics: { out: [record, record, record, record, record] } }
  const report = reportOf('n (book.jsonl:1)', differences(java, ours)).join('\n')
  t.true(report.startsWith('FAILED n (book.jsonl:1)\n  describe, line 1\n    Java: Topologies:\n    ours: x\n'))
  t.true(report.endsWith('  … and 2 more in topics'))
  t.true(report.includes('  topics.out[1]\n    Java: nothing\n'))
})

test('integers that a number cannot hold are printed as strings', (t) => {
  t.is(printedInteger(5), 5)
  t.is(printedInteger(5n), 5)
  t.is(printedInteger(9223372036854775807n), '9223372036854775807')
  t.is(printedInteger(Number.POSITIVE_INFINITY), '9223372036854775807')
})
