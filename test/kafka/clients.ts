/**
 * Kafka's Java clients, in a process of their own that is asked line by line (`java/src/interchange/Clients.java`).
 * What it answers is what Apache Kafka holds to be in a partition.
 */
import assert from 'node:assert/strict'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Partition, TimestampedOffset } from '@millrace/core/testing'
import { startJava } from './java.ts'
import type { Header, Isolation, StoredRecord } from './stored-record.ts'

export interface SentRecord {
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
  readonly headers: readonly Header[]
}

export interface Bounds {
  readonly start: number
  readonly end: number
  readonly stable: number
}

/** What a broker remembers of a producer; -1 where there is nothing. */
export interface ProducerFacts {
  readonly producerId: number
  readonly epoch: number
  readonly lastSequence: number
  readonly timestamp: number
  readonly coordinatorEpoch: number
  readonly transactionFirstOffset: number
}

type Settings = Readonly<Record<string, string | number | boolean>>

export class Clients {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  #complaints = ''

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints += text
    })
  }

  static async start(bootstrap: string): Promise<Clients> {
    return new Clients(await startJava(['interchange.Clients', bootstrap]))
  }

  /** Ends the process. A transaction that a producer has open stays open. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'close')
    this.#process.stdin.end()
    await ended
  }

  /** Makes a topic, and gives its id. */
  async create(topic: string, { partitions = 1, config = {} }: { partitions?: number; config?: Settings } = {}) {
    return (await this.#ask('create', { topic, partitions, config })) as string
  }

  async open(producer: string, config: Settings): Promise<void> {
    await this.#ask('open', { producer, config })
  }

  async send(producer: string, to: Partition, records: readonly SentRecord[]): Promise<number[]> {
    return (await this.#ask('send', { producer, ...to, records })) as number[]
  }

  async begin(producer: string): Promise<void> {
    await this.#ask('begin', { producer })
  }

  async commit(producer: string): Promise<void> {
    await this.#ask('commit', { producer })
  }

  async abort(producer: string): Promise<void> {
    await this.#ask('abort', { producer })
  }

  async deleteRecords(partition: Partition, before: number): Promise<void> {
    await this.#ask('delete', { ...partition, before })
  }

  async read(partition: Partition, isolation: Isolation): Promise<StoredRecord[]> {
    return (await this.#ask('read', { ...partition, isolation })) as StoredRecord[]
  }

  async bounds(partition: Partition): Promise<Bounds> {
    return (await this.#ask('bounds', { ...partition })) as Bounds
  }

  /** The first record at or after each time, and at last one with the latest time of all; offset -1 where there is none. */
  async times(partition: Partition, timestamps: readonly number[]): Promise<TimestampedOffset[]> {
    return (await this.#ask('times', { ...partition, timestamps })) as TimestampedOffset[]
  }

  async producers(partition: Partition): Promise<ProducerFacts[]> {
    const producers = (await this.#ask('producers', { ...partition })) as ProducerFacts[]
    return producers.sort((left, right) => left.producerId - right.producerId)
  }

  async #ask(what: string, details: Record<string, unknown>): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify({ ask: what, ...details })}\n`)
    const { value, done } = await this.#answers.next()
    assert.ok(done !== true, `the clients ended before they answered: ${this.#complaints}`)
    const { answer, failure } = JSON.parse(value) as { answer?: unknown; failure?: string }
    assert.ok(
      failure === undefined,
      `${what} ${JSON.stringify(details).slice(0, 200)}: ${failure}\n${this.#complaints}`,
    )
    return answer
  }
}
