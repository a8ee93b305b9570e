/**
 * Keeps what no tool can say, over every file of the repository. The checks are tested beside this file.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { root } from '../../scripts/source-files.ts'
import { bannedUses } from './banned.ts'
import { longFiles, longFunctions } from './length.ts'
import { emptyNames, vagueTitles } from './names.ts'
import { isCode, readTree } from './source.ts'
import { headless, unexplainedFolders } from './words.ts'

const files = readTree()
const code = files.filter(({ path }) => isCode(path))

test('there are files to look at', (t) => {
  t.true(code.length > 20)
})

test('no file is longer than 400 lines', (t) => {
  t.deepEqual(longFiles(code), [])
})

test('no function is longer than 70 lines', (t) => {
  t.deepEqual(longFunctions(code), [])
})

test('clocks, timers, randomness, disks and sockets are reached through host/ only', (t) => {
  t.deepEqual(bannedUses(code), [])
})

test('every name says something', (t) => {
  t.deepEqual(emptyNames(files), [])
})

test('every title of a test is a fact', (t) => {
  t.deepEqual(vagueTitles(code), [])
})

test('every file says at its head what it is', (t) => {
  t.deepEqual(headless(code), [])
})

test('every folder has its line in ARCHITECTURE.md', (t) => {
  t.deepEqual(unexplainedFolders(files, readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')), [])
})
