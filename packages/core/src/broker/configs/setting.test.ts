import test from 'ava'
import { boolean, double, int, LARGEST_LONG, list, long, oneOf, type Setting, short } from './setting.ts'

function read(setting: Setting, text: string) {
  const parsed = setting.parse(text)
  return parsed.kind === 'value' ? [parsed.value, parsed.text] : parsed.expected
}

test('a number is read as Kafka reads it, and written without what it does not need', (t) => {
  t.deepEqual(read(int(0), ' 007 '), [7, '7'])
  t.deepEqual(read(long(0), '+5'), [5, '5'])
  t.deepEqual(read(double('0.5'), '.20'), [0.2, '0.2'])
  t.deepEqual(read(double('0.5'), '1'), [1, '1.0'])
})

test('a number is held to its type and to its limits', (t) => {
  t.is(read(int(0), '2147483648'), 'a whole number (int)')
  t.is(read(short(0), '40000'), 'a whole number (short)')
  t.is(read(long(0), '9223372036854775808'), 'a whole number (long)')
  t.is(read(long(0), '1.5'), 'a whole number (long)')
  t.is(read(int(0), ''), 'a whole number (int)')
  t.is(read(int(0, { min: 1 }), '0'), 'at least 1')
  t.is(read(double('0', { min: 0, max: 1 }), '1.5'), '0 to 1')
  t.is(read(double('0'), 'x'), 'a number (double)')
})

test('a value outside of the range may be allowed besides', (t) => {
  const level = int(-1, { min: 1, max: 9, or: -1 })
  t.deepEqual(read(level, '-1'), [-1, '-1'])
  t.is(read(level, '0'), '1 to 9, or -1')
  t.is(read(level, '10'), '1 to 9, or -1')
})

test('the largest long is no limit, and keeps its text', (t) => {
  const parsed = long(0).parse(LARGEST_LONG)
  t.deepEqual(parsed, { kind: 'value', value: Number(LARGEST_LONG), text: LARGEST_LONG })
})

test('booleans, words and lists have the texts that they may have', (t) => {
  t.deepEqual(read(boolean(true), 'FALSE'), [false, 'false'])
  t.is(read(boolean(true), 'yes'), 'true or false')
  t.is(read(oneOf('a', ['a', 'b']), 'A'), 'one of a, b')
  t.deepEqual(read(list('', { allowed: ['a', 'b'] }), ' b , a'), [['b', 'a'], 'b,a'])
  t.deepEqual(read(list('', { allowed: ['a', 'b'] }), ''), [[], ''])
  t.is(read(list('', { allowed: ['a', 'b'] }), 'a,c'), 'a list of a, b')
})
