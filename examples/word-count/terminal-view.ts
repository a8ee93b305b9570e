/** Shows progress in a terminal: one block, drawn over itself. What is said stays above the block. */
import { mostFrequent, seconds, size, whole, wordsPerSecond } from './figures.ts'
import type { Progress, View } from './progress.ts'

const WORDS_SHOWN = 8
/** Of terminals that know none. */
const COLUMNS_DEFAULT = 80
const WORD_WIDTH = 12
const BAR_WIDTH = 36

export interface Terminal {
  /** 0 if it does not know. */
  readonly columns: number
  write(text: string): void
}

export class TerminalView implements View {
  readonly everyMs = 100
  readonly #terminal: Terminal
  #rowsDrawn = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  show(progress: Progress): void {
    const rows = rowsOf(progress)
    // A row that the terminal breaks would be two, and the block would leave a trace of itself.
    const fitting = rows.map((row) => row.slice(0, (this.#terminal.columns || COLUMNS_DEFAULT) - 1))
    this.#terminal.write(`${this.#upward()}${fitting.join('\n')}\n`)
    this.#rowsDrawn = rows.length
  }

  say(line: string): void {
    this.#terminal.write(`${this.#upward()}${line}\n`)
    this.#rowsDrawn = 0
  }

  /** Back to where the block begins, and what is below goes. */
  #upward(): string {
    return this.#rowsDrawn === 0 ? '' : `\x1b[${this.#rowsDrawn}A\x1b[J`
  }
}

function rowsOf(progress: Progress): string[] {
  const { elapsedMs, lines, words, lastLine, counted, stateBytes } = progress
  const top = mostFrequent(progress, WORDS_SHOWN)
  const most = top[0]?.[1] ?? 1
  const bars = top.map(([word, count]) => {
    const bar = '█'.repeat(Math.round((count / most) * BAR_WIDTH))
    return `       ${word.padEnd(WORD_WIDTH)} ${bar.padEnd(BAR_WIDTH)} ${whole(count)}`
  })
  return [
    '',
    `  in   ${lastLine}`,
    `       ${whole(lines)} lines, ${whole(words)} words`,
    '',
    `  out  ${whole(counted)} words counted, ${wordsPerSecond(progress)} a second`,
    ...bars,
    '',
    `  ${seconds(elapsedMs)}, state ${size(stateBytes)}`,
  ]
}
