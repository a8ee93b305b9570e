/**
 * The checks of what a newcomer reads, shown files without a head and folders without a line.
 */
import test from 'ava'
import { headless, unexplainedFolders } from './words.ts'

const headOf = (text: string) => headless([{ path: 'scripts/a.ts', text }])

test('a file that begins with code has no head', (t) => {
  t.deepEqual(headOf('const a = 1\n// why\n'), [
    'scripts/a.ts: expected a head comment of 1 to 10 lines that says what this is, found none',
  ])
})

test('a file that begins with an essay has too much of one', (t) => {
  t.is(headOf(`${'// word\n'.repeat(11)}const a = 1\n`).length, 1)
})

test('a few lines are a head, also below the line that names an interpreter', (t) => {
  t.deepEqual(headOf('// What this is.\nconst a = 1\n'), [])
  t.deepEqual(headOf('/* What this is,\n   and why. */\nconst a = 1\n'), [])
  t.deepEqual(headOf('#!/usr/bin/env node\n// What this is.\nconst a = 1\n'), [])
})

test('a drawing below the head does not count as head', (t) => {
  t.deepEqual(headOf(`// What this is.\n//\n${'//   length | bytes\n'.repeat(20)}const a = 1\n`), [])
  t.deepEqual(headOf(`/**\n * What this is.\n *\n${' *   length | bytes\n'.repeat(20)} */\nconst a = 1\n`), [])
})

const files = [
  { path: 'packages/core/src/protocol/messages/00-produce.ts', text: '' },
  { path: 'test/tidy/goldens/a.json', text: '' },
]
const lines = '`test/` `packages/core/src/protocol/` `packages/core/src/protocol/messages/` `test/tidy/`'

test('a folder without a line in ARCHITECTURE.md is named', (t) => {
  t.deepEqual(unexplainedFolders(files, lines), [])
  t.deepEqual(unexplainedFolders(files, '`test/` `packages/core/src/protocol/` `test/tidy/`'), [
    'packages/core/src/protocol/messages/: expected a line for `packages/core/src/protocol/messages/` in ARCHITECTURE.md, found none',
  ])
})

test('a line for a folder that is gone is named', (t) => {
  t.deepEqual(unexplainedFolders(files, `${lines} \`packages/core/src/gone/\` \`bytes/\``), [
    'ARCHITECTURE.md: has a line for `packages/core/src/gone/`, which does not exist',
  ])
})
