/** For tests of fetching: a broker that can be told to misbehave, and what writes to it. */
import { silentLogger } from '../../host/logger.ts'
import { SeededRandom } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { ControlledBroker } from '../../testing.ts'
import { clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { Producer } from '../producer/producer.ts'
import type { FetchOptions } from './fetch-options.ts'
import type { FetchedBatch } from './fetched-batch.ts'
import { Fetcher } from './fetcher.ts'

export const TOPIC = 'orders'

/** No poll of these tests has to wait so long. */
const LONG_MS = 10_000

export class FetchStage {
  readonly broker: ControlledBroker
  readonly cluster: Cluster
  readonly #closers: (() => Promise<void>)[] = []

  private constructor(broker: ControlledBroker) {
    this.broker = broker
    const random = new SeededRandom(1)
    const fast = { retryBackoffMs: 2, retryBackoffMaxMs: 20, reconnectBackoffMs: 2, reconnectBackoffMaxMs: 20 }
    this.cluster = new Cluster(clientSettings({ brokers: [broker.address], logger: silentLogger, random, ...fast }))
  }

  static async open(options: Parameters<typeof ControlledBroker.start>[0] & { partitions?: number } = {}) {
    const { partitions = 1, ...rest } = options
    const topics = [{ name: TOPIC, partitions }]
    return new FetchStage(await ControlledBroker.start({ logger: silentLogger, topics, ...rest }))
  }

  fetcher(options: FetchOptions = {}): Fetcher {
    const fetcher = new Fetcher(this.cluster, { maxWaitMs: 50, ...options })
    this.#closers.push(() => fetcher.close({ timeoutMs: 100 }))
    return fetcher
  }

  producer(options: Partial<ConstructorParameters<typeof Producer>[0]> = {}): Producer {
    const producer = new Producer({ brokers: [this.broker.address], logger: silentLogger, ...options })
    this.#closers.push(() => producer.close({ timeoutMs: 100 }))
    return producer
  }

  /** Writes each text as a batch of its own. */
  async write(texts: readonly string[], partition = 0): Promise<void> {
    const producer = this.producer()
    for (const value of texts) await producer.sendAndWait({ topic: TOPIC, partition, value })
  }

  async deleteBefore(offset: number, partition = 0): Promise<void> {
    const partitions = [{ partitionIndex: partition, offset }]
    const body = { topics: [{ name: TOPIC, partitions }], timeoutMs: 1_000 }
    await this.cluster.askAny({ api: apis.deleteRecords, body })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closers.reverse()) await close()
    this.cluster.close()
    await this.broker.close()
  }
}

export function at(partition: number) {
  return { topic: TOPIC, partition }
}

/** The values of batches, consumed. */
export function textsOf(batches: readonly FetchedBatch[]): string[] {
  const texts: string[] = []
  for (const batch of batches) while (batch.next()) texts.push(batch.record.valueText() ?? 'null')
  return texts
}

/** Polls and consumes until so many values have come. */
export async function readTexts(fetcher: Fetcher, count: number): Promise<string[]> {
  const texts: string[] = []
  const began = performance.now()
  while (texts.length < count) {
    if (performance.now() - began > LONG_MS) throw new Error(`${texts.length} of ${count} came: ${texts}`)
    texts.push(...textsOf(await fetcher.poll({ maxWaitMs: 1_000 })))
  }
  return texts
}

/** Polls until something is true. */
export async function pollUntil(fetcher: Fetcher, isTrue: () => boolean): Promise<string[]> {
  const texts: string[] = []
  const began = performance.now()
  while (!isTrue()) {
    if (performance.now() - began > LONG_MS) throw new Error('it never became true')
    texts.push(...textsOf(await fetcher.poll({ maxWaitMs: 20 })))
  }
  return texts
}
