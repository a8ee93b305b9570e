/** What is said in the end: whether every word counts once, the figures, and what to look at next. */
import type { Outcome } from './demonstration.ts'
import { seconds, size, whole, wordsPerSecond } from './figures.ts'

const DIFFERENCES_SHOWN = 10

export function summary(outcome: Outcome): string[] {
  const { lines, words, elapsedMs, counts, changes, stateBytes } = outcome
  return [
    '',
    ...verdict(outcome),
    '',
    `  ${whole(lines)} lines with ${whole(words)} words in ${seconds(elapsedMs)}, ${wordsPerSecond(outcome)} words a second`,
    `  ${whole(changes)} records read back, the last of which are the counts of ${counts.size} words`,
    `  ${size(stateBytes)} of state, on RocksDB`,
    '',
    'What to look at next:',
    '  examples/word-count/topology.ts   the topology, with its test beside it',
    '  docs/guide/README.md              everything else that topologies can do',
    '  npm start -- --seconds 60         the same, for longer',
  ]
}

function verdict({ counts, differences }: Outcome): string[] {
  if (differences.length === 0) {
    return [
      `Checked: each of ${counts.size} words was counted as often as it was written. None is lost, none counts twice.`,
    ]
  }
  const shown = differences.slice(0, DIFFERENCES_SHOWN).map((line) => `  ${line}`)
  return [`WRONG: ${differences.length} words were counted otherwise than they were written.`, ...shown]
}
