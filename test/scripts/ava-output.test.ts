/**
 * The reader of AVA's output, shown what AVA says of passes, failures, crashes and tests that hang.
 */
import test from 'ava'
import { AvaOutput } from '../../scripts/ava-output.ts'

function read(pieces: string[]): { output: AvaOutput; shown: string[] } {
  const shown: string[] = []
  const output = new AvaOutput((line) => shown.push(line))
  for (const piece of pieces) output.write(piece)
  return { output, shown }
}

const mixed = `
  ✔ varint › zero is one byte
  ✔ varint › a slow one (1.2s)
  - varint › a skipped one
  ✘ [fail]: varint › minus one is one byte
  ─

  varint › minus one is one byte

  Difference (- actual, + expected):

  ─

  1 test failed
  1 test skipped
`

test('tests that passed and failed are counted, skipped ones are not', (t) => {
  const { output } = read([mixed])
  t.deepEqual([output.passed, output.failed], [2, 1])
})

test('everything is shown but the tests that passed', (t) => {
  const { shown } = read([mixed])
  t.is(shown.length, mixed.split('\n').length - 3)
  t.false(shown.some((line) => line.includes('✔')))
})

test('where the output is cut makes no difference', (t) => {
  t.deepEqual(read(mixed.split('')).shown, read([mixed]).shown)
})

for (const line of [
  '2 tests failed',
  '2 hooks failed',
  '2 unhandled rejections',
  '2 uncaught exceptions',
  '2 tests remained pending after a timeout',
]) {
  test(`"${line}" counts as two failures`, (t) => {
    t.is(read([`  ─\n\n  ${line}\n`]).output.failed, 2)
  })
}
