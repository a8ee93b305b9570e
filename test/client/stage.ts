/**
 * What one fact is held against: names of its own on a cluster that many share, and clients that are closed when the
 * fact is over, whatever became of it.
 */
import {
  Admin,
  Consumer,
  type ConsumerOptions,
  Producer,
  type ProducerOptions,
  silentLogger,
  type TopicPartition,
} from '@millrace/core'
import { eventually } from './eventually.ts'
import type { TestCluster } from './test-cluster.ts'

const CLOSE_MS = 5_000
let stages = 0

type TopicOptions = { readonly partitions?: number; readonly configs?: Readonly<Record<string, string>> }

export class Stage implements AsyncDisposable {
  readonly admin: Admin
  readonly #common: { brokers: string[]; logger: typeof silentLogger }
  readonly #suffix: number
  readonly #open: { close(options: { timeoutMs: number }): Promise<void> }[] = []

  constructor(cluster: TestCluster) {
    stages += 1
    this.#suffix = stages
    this.#common = { brokers: [cluster.address], logger: silentLogger }
    this.admin = new Admin(this.#common)
  }

  get address(): string {
    return this.#common.brokers[0] ?? ''
  }

  /** A name that no other fact's topic, group or transaction has. */
  name(base: string): string {
    return `${base}-${this.#suffix}`
  }

  /** Makes a topic, and waits until every client would see it. */
  async topic(base: string, options: TopicOptions = {}): Promise<string> {
    const name = this.name(base)
    await this.admin.topics.create([{ name, ...options }])
    const look = async () => await this.admin.topics.describe([name]).catch(() => undefined)
    await eventually(look, (seen) => seen?.get(name)?.partitions.every(({ leaderId }) => leaderId >= 0) === true)
    return name
  }

  producer(options: Partial<ProducerOptions> = {}): Producer {
    return this.#closing(new Producer({ ...this.#common, lingerMs: 0, ...options }))
  }

  /** A transactional one that is ready to begin. */
  async transactional(options: Partial<ProducerOptions> = {}): Promise<Producer> {
    const producer = this.producer({ transactionalId: this.name('teller'), ...options })
    await producer.initTransactions()
    return producer
  }

  consumer(options: Partial<ConsumerOptions>): Consumer {
    return this.#closing(new Consumer({ ...this.#common, from: 'earliest', maxWaitMs: 100, ...options }))
  }

  /** Reads partitions, or all of a topic, up to where they end for such a reader; the values as texts. */
  async values(topic: string, options: Partial<ConsumerOptions> = {}): Promise<(string | null)[]> {
    return (await this.records(topic, options)).map(({ value }) => (value === null ? null : String(value)))
  }

  async records(topic: string, options: Partial<ConsumerOptions> = {}) {
    const { isolation = 'read_committed' } = options
    const partitions = await this.partitions(topic)
    const ends = await this.admin.offsets.list(partitions, { isolation })
    const consumer = this.consumer({ assign: partitions, ...options })
    const isThere = (one: TopicPartition) => {
      return (consumer.position(one) ?? 0) >= (ends.get(`${one.topic}-${one.partition}`)?.offset ?? 0)
    }
    const records = []
    const over = new AbortController()
    const look = setInterval(() => partitions.every(isThere) && over.abort(), LOOK_EVERY_MS)
    try {
      for await (const record of consumer.records({ signal: over.signal })) records.push(record)
    } finally {
      clearInterval(look)
      await consumer.close()
    }
    return records
  }

  async partitions(topic: string): Promise<TopicPartition[]> {
    const described = (await this.admin.topics.describe([topic])).get(topic)?.partitions ?? []
    return described.map(({ partition }) => ({ topic, partition }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map((one) => one.close({ timeoutMs: CLOSE_MS })))
    await this.admin.close()
  }

  #closing<Client extends Producer | Consumer>(client: Client): Client {
    this.#open.push(client)
    return client
  }
}

/** Whether there is nothing more to come is seen only from outside: markers are given to nobody. */
const LOOK_EVERY_MS = 5
