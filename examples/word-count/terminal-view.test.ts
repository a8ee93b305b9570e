/** What a terminal is told to draw. */
import test from 'ava'
import type { Progress } from './progress.ts'
import { TerminalView } from './terminal-view.ts'

const progress: Progress = {
  elapsedMs: 1_500,
  lines: 10,
  words: 60,
  lastLine: 'One, two! One, two! And through and through',
  counted: 30,
  counts: new Map([
    ['one', 10],
    ['two', 20],
  ]),
  stateBytes: 53_000,
}

function shown(columns: number): { view: TerminalView; written: string[] } {
  const written: string[] = []
  return { view: new TerminalView({ columns, write: (text) => written.push(text) }), written }
}

test('the most frequent words come first, with bars as long as their counts', (t) => {
  const { view, written } = shown(100)
  view.show(progress)
  const rows = (written[0] ?? '').split('\n')
  const bars = rows.filter((row) => row.includes('█')).map((row) => [row.trim().split(' ')[0], row.match(/█/g)?.length])
  t.deepEqual(bars, [
    ['two', 36],
    ['one', 18],
  ])
})

test('a block is drawn over the one before it, row for row', (t) => {
  const { view, written } = shown(100)
  view.show(progress)
  view.show(progress)
  const rows = (written[0] ?? '').split('\n').length - 1
  t.is(written[1], `\x1b[${rows}A\x1b[J${written[0]}`)
})

test('what is said takes the place of the block, and stays', (t) => {
  const { view, written } = shown(100)
  view.say('first')
  view.show(progress)
  view.say('second')
  view.show(progress)
  t.is(written[0], 'first\n')
  const rows = (written[1] ?? '').split('\n').length - 1
  t.is(written[2], `\x1b[${rows}A\x1b[Jsecond\n`)
  t.is(written[3], written[1])
})

test('no row is broken by a narrow terminal', (t) => {
  const { view, written } = shown(20)
  view.show(progress)
  t.true((written[0] ?? '').split('\n').every((row) => row.length < 20))
})

test('a terminal that does not know its width gets whole rows', (t) => {
  const { view, written } = shown(0)
  view.show(progress)
  t.true(written[0]?.includes(progress.lastLine))
})
