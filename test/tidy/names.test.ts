/**
 * The checks of names, shown bad ones and good ones that hold the same letters.
 */
import test from 'ava'
import { emptyNames, vagueTitles } from './names.ts'

const named = (path: string) => emptyNames([{ path, text: '' }])

test('a name under which anything could be put is refused', (t) => {
  for (const path of [
    'packages/core/src/utils/a.ts',
    'scripts/helpers.ts',
    'packages/streams/src/task/task-manager.ts',
  ]) {
    t.is(named(path).length, 1, path)
  }
  t.deepEqual(named('packages/core/src/common.ts'), [
    'packages/core/src/common.ts: "common" says nothing: name the thing that is in it',
  ])
})

test('a word inside another word is let be', (t) => {
  t.deepEqual(named('packages/core/src/log/commonly-read.ts'), [])
})

const titled = (text: string) => vagueTitles([{ path: 'packages/core/src/log/segment.test.ts', text }])

test('a title that promises is refused', (t) => {
  t.is(titled("test('should append', (t) => t.pass())").length, 1)
  t.is(titled("test.serial('works', (t) => t.pass())").length, 1)
  t.is(titled('test(`should read $' + '{name}`, (t) => t.pass())').length, 1)
})

test('a title that states passes', (t) => {
  t.deepEqual(titled("test('a fenced producer cannot append', (t) => t.pass())"), [])
  t.deepEqual(titled("other('should be let be')"), [])
})
