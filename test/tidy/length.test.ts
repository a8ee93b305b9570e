/**
 * The length checks, shown files and functions on both sides of their limits.
 */
import test from 'ava'
import { longFiles, longFunctions } from './length.ts'

const linesOf = (count: number) => 'const line = 1\n'.repeat(count)

test('a file of 400 lines passes, one of 401 does not', (t) => {
  t.deepEqual(longFiles([{ path: 'scripts/a.ts', text: linesOf(400) }]), [])
  const complaints = longFiles([{ path: 'scripts/a.ts', text: linesOf(401) }])
  t.deepEqual(complaints, ['scripts/a.ts: expected at most 400 lines, found 401'])
})

test('tests and tables of messages may be longer', (t) => {
  const text = linesOf(1000)
  const paths = ['packages/core/src/protocol/messages/01-fetch.ts', 'scripts/a.test.ts', 'scripts/a.slow.ts']
  t.deepEqual(longFiles(paths.map((path) => ({ path, text }))), [])
})

test('a function of 70 lines passes, one of 71 does not', (t) => {
  const functionOf = (count: number) => `\nfunction long() {\n${linesOf(count - 2)}}\n`
  t.deepEqual(longFunctions([{ path: 'a.ts', text: functionOf(70) }]), [])
  const complaints = longFunctions([{ path: 'a.ts', text: functionOf(71) }])
  t.deepEqual(complaints, ['a.ts:2: expected at most 70 lines in long, found 71'])
})

test('methods and arrow functions are functions', (t) => {
  const text = `class Log {\n  read() {\n${linesOf(80)}  }\n}\nexport const write = () => {\n${linesOf(80)}}\n`
  t.is(longFunctions([{ path: 'a.ts', text }]).length, 2)
})
