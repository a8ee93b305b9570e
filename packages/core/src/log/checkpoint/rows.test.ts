import test from 'ava'
import fc from 'fast-check'
import { MalformedCheckpointError } from '../errors.ts'
import { leaderEpochsFormat } from './leader-epochs.ts'
import { offsetsFormat } from './offsets.ts'

function refusalOf(text: string): string | undefined {
  try {
    offsetsFormat.parse(text, 'recovery')
  } catch (problem) {
    if (problem instanceof MalformedCheckpointError) return problem.message
    throw problem
  }
  return undefined
}

test("offsets are written as Java's OffsetCheckpointFile wrote them", (t) => {
  const rows = [
    { topic: 'orders', partition: 3, offset: 110 },
    { topic: 'a-b.c_d', partition: 0, offset: 0 },
  ]
  const text = '0\n2\norders 3 110\na-b.c_d 0 0\n'
  t.is(offsetsFormat.print(rows), text)
  t.deepEqual(offsetsFormat.parse(text, 'x'), rows)
  t.is(offsetsFormat.print([]), '0\n0\n')
})

test("leader epochs are written as Java's LeaderEpochCheckpointFile wrote them", (t) => {
  const rows = [
    { epoch: 0, startOffset: 0 },
    { epoch: 5, startOffset: 110 },
  ]
  t.is(leaderEpochsFormat.print(rows), '0\n2\n0 0\n5 110\n')
  t.deepEqual(leaderEpochsFormat.parse('0\n2\n0 0\n5 110\n', 'x'), rows)
})

test('an empty file, as Kafka makes it before the first write, is an empty table', (t) => {
  t.deepEqual(offsetsFormat.parse('', 'x'), [])
  t.deepEqual(offsetsFormat.parse('0\n', 'x'), [])
})

test('a table that is not one is refused with its line, what was expected and what was found', (t) => {
  t.is(refusalOf('1\n0\n'), 'recovery line 1: expected version 0, found "1"')
  t.is(refusalOf('0\nmany\n'), 'recovery line 2: expected a number of rows, found "many"')
  t.is(refusalOf('0\n1\norders 3\n'), 'recovery line 3: expected "topic partition offset", found "orders 3"')
  t.is(refusalOf('0\n1\norders 3 9 9\n'), 'recovery line 3: expected "topic partition offset", found "orders 3 9 9"')
  t.is(refusalOf('0\n1\norders -3 9\n'), 'recovery line 3: expected "topic partition offset", found "orders -3 9"')
  t.is(refusalOf('0\n1\norders 3 99999999999999999\n')?.split(':')[0], 'recovery line 3')
  t.is(refusalOf('0\n2\norders 3 9\n'), 'recovery: expected 2 rows, found "1"')
  t.is(refusalOf('0\n1\norders 3 9\n\n'), 'recovery line 4: expected "topic partition offset", found ""')
})

test('a long line is not repeated whole', (t) => {
  t.is(refusalOf('x'.repeat(10_000)), `recovery line 1: expected version 0, found "${'x'.repeat(80)}…"`)
})

test('offsets read back', (t) => {
  const topic = fc.stringMatching(/^[a-zA-Z0-9._-]{1,249}$/)
  const row = fc.record({ topic, partition: fc.nat(), offset: fc.maxSafeNat() })
  fc.assert(
    fc.property(fc.array(row), (rows) => t.deepEqual(offsetsFormat.parse(offsetsFormat.print(rows), 'x'), rows)),
  )
})
