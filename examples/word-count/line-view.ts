/** Shows progress where there is no terminal: a line now and then. */
import { mostFrequent, seconds, size, whole, wordsPerSecond } from './figures.ts'
import type { Progress, View } from './progress.ts'

const WORDS_SHOWN = 3

export class LineView implements View {
  readonly everyMs = 1_000
  readonly #write: (text: string) => void

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  show(progress: Progress): void {
    const { elapsedMs, words, counted, lastLine, stateBytes } = progress
    const top = mostFrequent(progress, WORDS_SHOWN).map(([word, count]) => `${word} ${whole(count)}`)
    const figures = [
      `${whole(words)} words in`,
      `${whole(counted)} counted`,
      `${wordsPerSecond(progress)}/s`,
      `state ${size(stateBytes)}`,
    ]
    this.say(`${seconds(elapsedMs).padStart(7)}  ${figures.join(', ')} | in: ${lastLine} | out: ${top.join(', ')}`)
  }

  say(line: string): void {
    this.#write(`${line}\n`)
  }
}
