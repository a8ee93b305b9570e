/**
 * A broker with controls, producers, and a clock that moves whenever all of them wait: for tests of what producers
 * do on bad days. What lies in a partition is read as a consumer would read it that has a reader's doubts.
 */
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemorySockets } from '../../host/memory-sockets.ts'
import { SeededRandom } from '../../host/random.ts'
import { apis } from '../../protocol/apis.ts'
import { batches } from '../../records/batches.ts'
import { readMarker } from '../../records/control.ts'
import { answer, ControlledBroker, pass } from '../../testing.ts'
import { WireClient } from '../../transport/wire-client.contract.ts'
import { Producer } from './producer.ts'
import type { ProducerOptions } from './producer-options.ts'

/** What a test reads of a record. */
export interface SeenRecord {
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [string, string | null])[]
}

/** Longer than any story here takes, in milliseconds of its clock. */
const STORY_MS_MAX = 1_000_000

export class ProducerStage {
  readonly clock: ManualClock
  readonly sockets: MemorySockets
  readonly #producers: Producer[] = []
  readonly broker: ControlledBroker

  private constructor(broker: ControlledBroker, clock: ManualClock, sockets: MemorySockets) {
    this.broker = broker
    this.clock = clock
    this.sockets = sockets
  }

  static async open(
    options: { topics?: readonly { name: string; partitions: number; configs?: Record<string, string> }[] } = {},
  ) {
    const clock = new ManualClock()
    const sockets = new MemorySockets({ clock })
    const topics = options.topics ?? [{ name: 'orders', partitions: 3 }]
    const random = new SeededRandom(1)
    const config = { 'group.initial.rebalance.delay.ms': 0 }
    const broker = await ControlledBroker.start({ clock, sockets, random, topics, logger: silentLogger, config })
    return new ProducerStage(broker, clock, sockets)
  }

  producer(options: Partial<ProducerOptions> = {}): Producer {
    const { clock, sockets } = this
    const random = new SeededRandom(2)
    const brokers = [this.broker.address]
    const made = new Producer({ brokers, clock, sockets, random, logger: silentLogger, ...options })
    this.#producers.push(made)
    return made
  }

  /** Moves the clock until the promise is settled. */
  async until<Result>(promise: Promise<Result>, stepMs = 1): Promise<Result> {
    let isSettled = false
    const settle = () => {
      isSettled = true
    }
    promise.then(settle, settle)
    const endMs = this.clock.elapsedMs() + STORY_MS_MAX
    for (let turns = 0; !isSettled && this.clock.elapsedMs() < endMs; turns += 1) {
      await new Promise(setImmediate)
      // In longer and longer steps: what takes long waits for a timer.
      if (!isSettled) this.clock.advance(stepMs * Math.ceil((turns + 1) / 200))
    }
    if (!isSettled) throw new Error('the story does not come to an end')
    return await promise
  }

  /** Lets so much time pass, in steps between which everybody has a turn. */
  async pass(durationMs: number, stepMs = 1): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      await new Promise(setImmediate)
      this.clock.advance(stepMs)
    }
  }

  /** Brokers say that transaction version 1 is in force. */
  speakVersion1(): void {
    this.broker.control(apis.apiVersions, async (request) => {
      const truth = await request.handle()
      if (truth === null) return pass
      const finalizedFeatures = [{ name: 'transaction.version', maxVersionLevel: 1, minVersionLevel: 1 }]
      return answer({ ...truth, finalizedFeatures })
    })
  }

  /** The records of a partition; of those within transactions the committed ones only, unless told otherwise. */
  async read(topic: string, partition: number, isolationLevel = 1): Promise<SeenRecord[]> {
    const body = {
      maxWaitMs: 0,
      minBytes: 0,
      isolationLevel,
      topics: [{ topic, partitions: [{ partition, fetchOffset: 0, partitionMaxBytes: 100_000_000 }] }],
    }
    const found = await this.#asking((client) => client.ask(apis.fetch, { version: 11, body }))
    const [partitionFound] = found.responses[0]?.partitions ?? []
    if (partitionFound?.records == null) return []
    const aborted = [...(partitionFound.abortedTransactions ?? [])]
    const isAborted = new Set<number>()
    const seen: SeenRecord[] = []
    for (const batch of batches(partitionFound.records)) {
      for (const one of aborted) if (one.firstOffset <= batch.lastOffset) isAborted.add(one.producerId)
      const cursor = batch.records()
      if (batch.isControl) {
        cursor.next()
        // A transaction that wrote nothing here has a marker too, and is not in the list.
        const isIts = (one: { producerId: number; firstOffset: number }) =>
          one.producerId === batch.producerId && one.firstOffset <= batch.baseOffset
        const ends = aborted.findIndex(isIts)
        if (readMarker(cursor)?.type === 'ABORT' && ends >= 0) {
          aborted.splice(ends, 1)
          isAborted.delete(batch.producerId)
        }
        continue
      }
      if (batch.isTransactional && isAborted.has(batch.producerId)) continue
      while (cursor.next()) {
        const headers = cursor.headers().map(({ key, value }) => [key, value?.toString() ?? null] as const)
        seen.push({ offset: cursor.offset, key: cursor.keyText(), value: cursor.valueText(), headers })
      }
    }
    return seen
  }

  async values(topic: string, partition: number): Promise<(string | null)[]> {
    return (await this.read(topic, partition)).map(({ value }) => value)
  }

  /** The offset that a group has committed for a partition, transactions that are open left out; -1 for none. */
  async committed(groupId: string, topic: string, partition: number): Promise<number> {
    const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: [partition] }] }]
    const found = await this.#asking((client) =>
      client.ask(apis.offsetFetch, { version: 9, body: { groups, requireStable: true } }),
    )
    return found.groups[0]?.topics[0]?.partitions[0]?.committedOffset ?? Number.NaN
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.until(Promise.all(this.#producers.map((producer) => producer.close({ timeoutMs: 1 }))))
    await this.until(this.broker.close())
  }

  /** Asks by a connection of its own. */
  async #asking<Result>(run: (client: WireClient) => Promise<Result>): Promise<Result> {
    const client = await this.until(WireClient.connect(this.broker, this.sockets))
    try {
      return await this.until(run(client))
    } finally {
      client.close()
    }
  }
}
