/** What is said of an outcome, and what makes one. */
import test from 'ava'
import type { Outcome } from './demonstration.ts'
import { differences } from './differences.ts'
import { summary } from './summary.ts'

const right: Outcome = {
  elapsedMs: 2_000,
  lines: 2,
  words: 4_000,
  lastLine: 'no no no',
  counted: 4_000,
  counts: new Map([['no', 4_000]]),
  stateBytes: 12_345_678,
  changes: 3,
  differences: [],
}

test('a word that was counted too often, too rarely, or never written is a difference', (t) => {
  const written = new Map([
    ['and', 2],
    ['lost', 1],
    ['same', 5],
  ])
  const counted = new Map([
    ['and', 3],
    ['same', 5],
    ['whence', 1],
  ])
  t.deepEqual(differences(written, counted), [
    'and: written 2 times, counted 3 times',
    'lost: written 1 times, counted 0 times',
    'whence: written 0 times, counted 1 times',
  ])
})

test('a right outcome is said to be checked, with its figures', (t) => {
  const text = summary(right).join('\n')
  t.true(text.includes('Checked: each of 1 words'))
  t.true(text.includes('2 lines with 4,000 words in 2.0 s, 2,000 words a second'))
  t.true(text.includes('12.3 MB of state'))
})

test('a wrong outcome is said to be wrong, with the words', (t) => {
  const text = summary({ ...right, differences: ['and: written 2 times, counted 3 times'] }).join('\n')
  t.true(text.includes('WRONG: 1 words'))
  t.true(text.includes('and: written 2 times, counted 3 times'))
  t.false(text.includes('Checked'))
})
