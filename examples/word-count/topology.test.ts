/** The word count, told a few lines. */
import { TestDriver } from '@millrace/streams/testing'
import test from 'ava'
import { counts, lines, wordCount } from './topology.ts'

test('each word is counted, whoever says it', (t) => {
  using driver = new TestDriver(wordCount())
  driver.input(lines).send('ann', 'To be, or not to be')
  driver.input(lines).send('bob', 'to bed!')

  t.deepEqual(
    driver.output(counts).readTable(),
    new Map([
      ['to', 3],
      ['be', 2],
      ['or', 1],
      ['not', 1],
      ['bed', 1],
    ]),
  )
})

test('a count is told each time that it grows', (t) => {
  using driver = new TestDriver(wordCount())
  driver.input(lines).send('ann', 'no no no')

  t.deepEqual(driver.output(counts).readValues(), [1, 2, 3])
})
