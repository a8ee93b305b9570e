/**
 * Lines go in, counts come out, all in one process: a broker, kafkajs that writes, the application, and a reader. At
 * half time the application is closed and started again, and goes on from its state. In the end every count that was
 * read has to be what was written.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type RunningBroker, startBroker } from '@millrace/core'
import type { Streams } from '@millrace/streams'
import { startWordCount } from './application.ts'
import { CountReader } from './count-reader.ts'
import { differences } from './differences.ts'
import { seconds } from './figures.ts'
import { folderSize } from './folder-size.ts'
import { LineWriter } from './line-writer.ts'
import type { Progress, View } from './progress.ts'
import { counts, lines } from './topology.ts'

const PARTITIONS = 2
/** No divisor of the poem's lines in it, so that the last line of a batch is another each time. */
const LINES_AT_ONCE = 199
/** So far the writer may be ahead of the counts: it is to be seen what the application can do, not how lines pile up. */
const WORDS_AHEAD_MAX = 50_000
const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 10

export interface DemonstrationOptions {
  /** Lines are written until there are so many, two at least, or until so much time is over. */
  readonly lines: number
  readonly durationMs: number
  /** An empty one, for what the broker and the application keep. */
  readonly folder: string
  readonly view: View
  /** Ends the writing soon; what was written is still counted and checked. */
  readonly signal: AbortSignal
}

export interface Outcome extends Progress {
  /** So many records the counts came in: one for a word and a commit, however often it was said in between. */
  readonly changes: number
  /** Words whose count is wrong. */
  readonly differences: readonly string[]
}

export async function demonstrate(options: DemonstrationOptions): Promise<Outcome> {
  const topics = [lines, counts].map(({ name }) => ({ name, partitions: PARTITIONS }))
  const dataDir = join(options.folder, 'broker')
  await using broker = await startBroker({ dataDir, topics, config: { groupInitialRebalanceDelayMs: 0 } })
  options.view.say(`A Kafka broker listens at ${broker.address}, within this process, with its log on disk.`)
  const brokers = [broker.address]
  await using writer = await LineWriter.connect(brokers)
  await using reader = new CountReader(brokers, { partitions: PARTITIONS })
  return await new Demonstration({ broker, writer, reader }, options).run()
}

interface Parts {
  readonly broker: RunningBroker
  readonly writer: LineWriter
  readonly reader: CountReader
}

class Demonstration {
  readonly #parts: Parts
  readonly #options: DemonstrationOptions
  readonly #stateDir: string
  readonly #beganMs = performance.now()

  constructor(parts: Parts, options: DemonstrationOptions) {
    this.#parts = parts
    this.#options = options
    this.#stateDir = join(options.folder, 'state')
    mkdirSync(this.#stateDir)
  }

  async run(): Promise<Outcome> {
    const { view } = this.#options
    const { writer, reader } = this.#parts
    const timer = setInterval(() => view.show(this.#progress()), view.everyMs)
    try {
      await this.#countUntil(0.5)
      view.say('The application is closed. Another one takes over from its state on disk.')
      await this.#countUntil(1)
      await reader.readToEnd()
    } finally {
      clearInterval(timer)
    }
    const progress = this.#progress()
    view.show(progress)
    return { ...progress, changes: reader.changes, differences: differences(writer.tally, reader.counts) }
  }

  /** Has the application at work until that part of all is written and counted. */
  async #countUntil(part: number): Promise<void> {
    const { view, durationMs, signal } = this.#options
    const startedMs = performance.now()
    await using app = await startWordCount({ brokers: [this.#parts.broker.address], stateDir: this.#stateDir })
    view.say(`The application is ${app.state} after ${seconds(performance.now() - startedMs)}, at exactly once.`)
    const { writer } = this.#parts
    const linesMax = Math.ceil(this.#options.lines * part)
    // At least one batch, however slow the machine was to come here: there has to be something to check.
    do {
      await writer.write(Math.min(LINES_AT_ONCE, linesMax - writer.lines))
      await this.#untilBehindBy(WORDS_AHEAD_MAX, app)
    } while (writer.lines < linesMax && this.#elapsedMs < durationMs * part && !signal.aborted)
    if (part === 1) await this.#untilBehindBy(0, app)
  }

  /** Waits until the counts are so few words behind; if they never are, the check will tell what is missing. */
  async #untilBehindBy(words: number, app: Streams): Promise<void> {
    const { writer, reader } = this.#parts
    const untilMs = performance.now() + PATIENCE_MS
    while (writer.words - reader.words > words && performance.now() < untilMs) {
      if (app.failure !== null) throw app.failure
      await setTimeout(LOOK_EVERY_MS)
    }
  }

  get #elapsedMs(): number {
    return performance.now() - this.#beganMs
  }

  #progress(): Progress {
    const { writer, reader } = this.#parts
    return {
      elapsedMs: this.#elapsedMs,
      lines: writer.lines,
      words: writer.words,
      lastLine: writer.lastLine,
      counted: reader.words,
      counts: reader.counts,
      stateBytes: folderSize(this.#stateDir),
    }
  }
}
