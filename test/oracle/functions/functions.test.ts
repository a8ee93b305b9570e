import test from 'ava'
import { aggregator, combiner, joiner } from './fold.ts'
import { pieces } from './pieces.ts'
import { predicate } from './predicate.ts'
import { stringFunction, topicFunction } from './string-function.ts'
import { timestampFunction } from './timestamp.ts'

test('a string function reads the value unless it is told to read the key', (t) => {
  t.is(stringFunction('upper')('k', 'aßz1'), 'AßZ1')
  t.is(stringFunction({ fn: 'upper', of: 'key' })('k', 'v'), 'K')
  t.is(stringFunction('withKey')(null, 'v'), '∅=v')
})

test('a string function gives null for null, but for the few that say otherwise', (t) => {
  for (const fn of ['upper', 'length', 'firstChar', 'same']) t.is(stringFunction(fn)('k', null), null)
  t.is(stringFunction({ fn: 'append', arg: 'x' })('k', null), null)
  t.is(stringFunction({ fn: 'constant', arg: 'x' })('k', null), 'x')
  t.is(stringFunction({ fn: 'constant', arg: null })('k', 'v'), null)
  t.is(stringFunction({ fn: 'orElse', arg: 'x' })('k', null), 'x')
  t.is(stringFunction('show')('k', null), '∅')
})

test('parts of a string are counted in UTF-16 units, its first character is a code point', (t) => {
  t.is(stringFunction('length')(null, '😀a'), '3')
  t.is(stringFunction('firstChar')(null, '😀a'), '😀')
  t.is(stringFunction('firstChar')(null, ''), null)
  t.is(stringFunction({ fn: 'last', n: 2 })(null, 'abc'), 'bc')
  t.is(stringFunction({ fn: 'last', n: 9 })(null, 'abc'), 'abc')
  t.is(stringFunction({ fn: 'before', arg: ':' })(null, 'a:b:c'), 'a')
  t.is(stringFunction({ fn: 'before', arg: ':' })(null, 'abc'), 'abc')
  t.is(stringFunction({ fn: 'after', arg: ':' })(null, 'a:b:c'), 'b:c')
  t.is(stringFunction({ fn: 'after', arg: ':' })(null, 'abc'), null)
})

test('a failing function throws only where its trigger is', (t) => {
  const fail = stringFunction({ fn: 'fail', arg: '!' })
  t.is(fail(null, 'a'), 'a')
  t.is(fail(null, null), null)
  t.throws(() => fail(null, 'a!'), { message: 'boom' })
  t.throws(() => predicate({ fn: 'fail', arg: '!' })(null, '!'), { message: 'boom' })
  t.true(predicate({ fn: 'fail', arg: '!' })(null, null))
})

test('predicates about the text of nothing are false', (t) => {
  for (const [fn, rest] of [
    ['contains', { arg: '' }],
    ['startsWith', { arg: '' }],
    ['equals', { arg: 'x' }],
    ['longer', { n: 0 }],
  ] as const) {
    t.false(predicate({ fn, ...rest })('k', null), fn)
  }
  t.true(predicate({ fn: 'not', p: { fn: 'or', ps: ['never', { fn: 'isNull', of: 'key' }] } })('k', null))
  t.true(predicate({ fn: 'and', ps: [] })(null, null))
  t.false(predicate({ fn: 'or', ps: [] })(null, null))
})

test('a value is split into parts of which some may be empty', (t) => {
  const split = pieces({ fn: 'split', arg: ',' })
  t.deepEqual(split('a,,b,'), ['a', '', 'b', ''])
  t.deepEqual(split(''), [''])
  t.deepEqual(split(null), [])
  t.deepEqual(pieces({ fn: 'repeat', n: 2 })(null), [null, null])
})

test('aggregates are cut and vanish as the options say', (t) => {
  t.is(aggregator({ fn: 'concat', arg: '+', max: 3 })('k', 'cd', 'ab'), '+cd')
  t.is(aggregator('concat')('k', null, null), '∅')
  t.is(aggregator({ fn: 'remove', arg: '+' })('k', 'b', 'a+b+b'), 'a+b')
  t.is(aggregator({ fn: 'last', nullWhen: { fn: 'equals', arg: 'x' } })('k', 'x', 'a'), null)
  t.is(aggregator('addLength')('k', 'abc', 'no number'), '3')
  t.is(aggregator('subOne')('k', null, '-1'), '-2')
  t.is(aggregator('min')('k', null, 'b'), 'b')
  t.is(aggregator('min')('k', 'b', ''), 'b')
  t.is(aggregator('max')('k', 'Z', 'a'), 'a')
})

test('combiners ask their predicate about the second of the two', (t) => {
  t.is(combiner({ fn: 'concat', arg: ',' })(null, 'a', 'b'), 'a,b')
  t.is(combiner({ fn: 'first', nullWhen: 'isNull' })(null, 'a', null), null)
  t.is(combiner('add')(null, '4', 'x'), '4')
  t.is(combiner({ fn: 'remove' })(null, null, 'x'), null)
})

test('joiners ask their predicate about what is not cut yet, and tell whether they use the key', (t) => {
  const pair = joiner({ fn: 'pair', max: 2, nullWhen: { fn: 'startsWith', arg: 'x' } })
  t.is(pair.join('k', 'ab', null), '|∅')
  t.is(pair.join('k', 'x', 'y'), null)
  t.false(pair.usesKey)
  t.true(joiner('pairWithKey').usesKey)
  t.is(joiner('pairWithKey').join('k', 'a', 'b'), 'k:a|b')
})

test('timestamps come from the record, its value or its partition', (t) => {
  const times = { recordMs: 5, partitionMs: -1 }
  t.is(timestampFunction('record')('x@9', times), 5)
  t.is(timestampFunction('fromValue')('x@1@-9', times), -9)
  t.is(timestampFunction('fromValue')('x@', times), 5)
  t.is(timestampFunction('fromValue')(null, times), 5)
  t.is(timestampFunction({ fn: 'plus', ms: -6 })('x', times), -1)
  t.is(timestampFunction({ fn: 'partitionTimeIf', arg: 'p' })('p', times), -1)
  t.is(timestampFunction({ fn: 'partitionTimeIf', arg: 'p' })(null, times), 5)
})

test('a topic function replaces each character that a topic may not have', (t) => {
  const of = topicFunction({ prefix: 'out-', by: 'same' })
  t.is(of('k', 'a/b😀'), 'out-a_b_')
  t.is(of('k', null), 'out-_')
})

test('a misspelt function or option is refused by its name', (t) => {
  t.throws(() => stringFunction('uper'), { name: 'FormatError', message: 'unknown string function uper' })
  t.throws(() => stringFunction({ fn: 'append' }), { message: 'string function: expected a field "arg", found none' })
  t.throws(() => stringFunction({ fn: 'same', arg: 'x' }), { message: 'string function: unknown argument "arg"' })
  t.throws(() => aggregator({ fn: 'last', most: 3 }), { message: 'aggregator: unknown argument "most"' })
  t.throws(() => predicate({ fn: 'longer', n: '3' }), {
    message: 'predicate: expected "n" to be an integer, found "3"',
  })
})
