/**
 * The service that says the lines: kafkajs, which knows nothing of Millrace but the address of a broker. It keeps a
 * tally of the words that the broker has taken, against which the counts are checked in the end.
 */
import { Kafka, logLevel, type Producer } from 'kafkajs'
import { lineAt } from './text.ts'
import { lines as topic } from './topology.ts'

const SPEAKERS = ['ann', 'ben', 'cleo', 'dora']

export class LineWriter implements AsyncDisposable {
  readonly #producer: Producer
  readonly #tally = new Map<string, number>()
  #lines = 0
  #words = 0

  private constructor(producer: Producer) {
    this.#producer = producer
  }

  static async connect(brokers: readonly string[]): Promise<LineWriter> {
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR })
    const producer = kafka.producer({ idempotent: true })
    await producer.connect()
    return new LineWriter(producer)
  }

  /** How often each word was written. */
  get tally(): ReadonlyMap<string, number> {
    return this.#tally
  }

  /** So many lines were written. */
  get lines(): number {
    return this.#lines
  }

  /** So many words were in them. */
  get words(): number {
    return this.#words
  }

  get lastLine(): string {
    return this.#lines === 0 ? '' : lineAt(this.#lines - 1)
  }

  /** Writes the next lines; resolves when the broker has them. */
  async write(count: number): Promise<void> {
    const first = this.#lines
    const said = Array.from({ length: count }, (_, index) => lineAt(first + index))
    const messages = said.map((value, index) => ({ key: SPEAKERS[(first + index) % SPEAKERS.length] ?? null, value }))
    await this.#producer.send({ topic: topic.name, messages })
    this.#lines += count
    for (const line of said) this.#add(line)
  }

  /** Finds words in another way than the topology, so that the check is one. */
  #add(line: string): void {
    for (const [word] of line.toLowerCase().matchAll(/[a-z]+/g)) {
      this.#tally.set(word, (this.#tally.get(word) ?? 0) + 1)
      this.#words += 1
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#producer.disconnect()
  }
}
