/**
 * Kafka Streams counts words, is killed in the middle, and is started again on its state. At the end every word
 * is counted; with exactly-once every count came out once, and no other did.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startJava } from '@millrace/test-kafka/java.ts'
import type { Kafka } from 'kafkajs'
import type { Place, Scenario } from '../scenario.ts'
import { createTopic, kafkajs } from './kafkajs.ts'

const LINES = 3_000
const WORDS_A_LINE = 3
const DIFFERENT_WORDS = 50
/** Enough to know that it is in the middle of its work. */
const COUNTS_BEFORE_KILL = 500
const LONG_BYTES = 8

export const javaStreams: readonly Scenario[] = ['at_least_once', 'exactly_once_v2'].map((guarantee) => ({
  name: `java-streams-${guarantee.replaceAll('_', '-')}`,
  run: (place) => countWords(place, guarantee),
}))

async function countWords(place: Place, guarantee: string): Promise<void> {
  const application = `java-streams-${guarantee}`
  const [source, target] = [`${application}-in`, `${application}-out`]
  const kafka = kafkajs(place)
  const admin = kafka.admin()
  await admin.connect()
  for (const topic of [source, target]) await createTopic(admin, { topic, numPartitions: 2 })
  const state = mkdtempSync(join(tmpdir(), 'millrace-streams-'))
  const counts = new Counts(kafka, target, application)
  await counts.start()
  try {
    await sendLines(kafka, source, 0)
    await whileCounting([place.address, application, guarantee, state], () =>
      counts.reach(() => counts.seen >= COUNTS_BEFORE_KILL),
    )
    await sendLines(kafka, source, LINES / 2)
    await whileCounting([place.address, application, guarantee, state], () => counts.reach(() => counts.isComplete))
  } finally {
    await counts.stop()
    rmSync(state, { recursive: true, force: true })
  }
  place.say(`every word is counted: ${counts.isComplete}`)
  if (guarantee === 'exactly_once_v2') place.say(`every count came once: ${counts.cameOnce}`)
  const internal = (await admin.listTopics()).filter((topic) => topic.startsWith(`${application}-KSTREAM`)).sort()
  for (const topic of internal) place.say(`internal: ${topic}`)
  await admin.disconnect()
}

/** Half of the lines; a line's words follow from its number. */
async function sendLines(kafka: Kafka, topic: string, from: number): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: LINES / 2 }, (_, at) => {
    const first = (from + at) * WORDS_A_LINE
    const words = Array.from({ length: WORDS_A_LINE }, (_, word) => `word-${(first + word) % DIFFERENT_WORDS}`)
    return { partition: at % 2, value: words.join(' ') }
  })
  await producer.send({ topic, messages })
  await producer.disconnect()
}

/** Runs the program as long as something takes, and kills it then. */
async function whileCounting(args: readonly string[], wait: () => Promise<void>): Promise<void> {
  const program = await startJava(['interchange.Watched', 'interchange.WordCount', ...args])
  const ended = new Promise((resolve) => program.once('close', resolve))
  let complaints = ''
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  try {
    await Promise.race([wait(), ended.then(() => Promise.reject(new Error(`Kafka Streams ended: ${complaints}`)))])
  } finally {
    program.kill('SIGKILL')
    await ended
  }
}

/** The counts that came out, as somebody sees them who reads committed records only. */
class Counts {
  readonly #consumer
  readonly #topic: string
  readonly #latest = new Map<string, number>()
  /** How often each count of each word came. */
  readonly #times = new Map<string, number>()
  seen = 0
  #changed: () => void = () => {}

  constructor(kafka: Kafka, topic: string, application: string) {
    this.#consumer = kafka.consumer({ groupId: `${application}-reader`, maxWaitTimeInMs: 100 })
    this.#topic = topic
  }

  get isComplete(): boolean {
    const total = [...this.#latest.values()].reduce((sum, count) => sum + count, 0)
    return this.#latest.size === DIFFERENT_WORDS && total >= LINES * WORDS_A_LINE
  }

  get cameOnce(): boolean {
    return this.#times.size === LINES * WORDS_A_LINE && [...this.#times.values()].every((times) => times === 1)
  }

  async start(): Promise<void> {
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [this.#topic], fromBeginning: true })
    await this.#consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        if (value === null) return
        const word = String(key)
        const count = Number(value.readBigInt64BE(value.length - LONG_BYTES))
        this.#latest.set(word, Math.max(count, this.#latest.get(word) ?? 0))
        const time = `${word}=${count}`
        this.#times.set(time, (this.#times.get(time) ?? 0) + 1)
        this.seen += 1
        this.#changed()
      },
    })
  }

  async reach(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  async stop(): Promise<void> {
    await this.#consumer.disconnect()
  }
}
